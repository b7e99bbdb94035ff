import { TlogError } from './errors.ts';
import { EMPTY_ROOT, HASH_BYTES, nodeHash } from './hash.ts';
import { type Range, type ReadTiles, readRanges } from './ranges.ts';
import { requireWhole } from './text.ts';

/** Proofs of RFC 6962, section 2.1: that a tree holds a leaf, and that one tree begins another. */

/** The largest power of two below `count`: where a tree of more than one leaf divides. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/**
 * For each of these leaves, the hashes beside its way to the root of the tree of `size`, the leaf's
 * neighbour first. All tiles are read in one call.
 *
 * @throws TlogError `out_of_range`; `malformed_tile` where a tile is shorter than asked for.
 */
export async function proveInclusion(
  indexes: readonly number[],
  size: number,
  read: ReadTiles,
): Promise<Buffer[][]> {
  const paths = indexes.map((index) => pathOf(index, size));
  const hashes = await readRanges(paths.flat(), size, read);
  return paths.map((path) => hashes.splice(0, path.length));
}

function pathOf(index: number, size: number): Range[] {
  requireWhole(index, 'the index of a leaf');
  requireWhole(size, 'the size of a tree');
  if (index >= size) throw outOfRange(`a tree of ${size} leaves has none at ${index}`);
  const path: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    path.push(index < middle ? { from: middle, to } : { from, to: middle });
    if (index < middle) to = middle;
    else from = middle;
  }
  return path.reverse();
}

/**
 * The hashes that show the tree of `size` to begin with that of `oldSize`; none where the old one is
 * empty or the same.
 *
 * @throws TlogError as `proveInclusion`.
 */
export async function proveConsistency(
  oldSize: number,
  size: number,
  read: ReadTiles,
): Promise<Buffer[]> {
  requireWhole(oldSize, 'the size of a tree');
  requireWhole(size, 'the size of a tree');
  if (oldSize > size) throw outOfRange(`a tree of ${oldSize} leaves is no beginning of ${size}`);
  if (oldSize === 0) return [];
  const path: Range[] = [];
  let [from, to] = [0, size];
  while (to > oldSize) {
    const middle = from + splitOf(to - from);
    path.push(oldSize <= middle ? { from: middle, to } : { from, to: middle });
    if (oldSize <= middle) to = middle;
    else from = middle;
  }
  if (from > 0) path.push({ from, to });
  return readRanges(path.reverse(), size, read);
}

/** The root of the tree of `size`, from its tiles. */
export async function readRoot(size: number, read: ReadTiles): Promise<Buffer> {
  if (size === 0) return EMPTY_ROOT;
  const [root = EMPTY_ROOT] = await readRanges([{ from: 0, to: size }], size, read);
  return root;
}

export type Inclusion = {
  index: number;
  size: number;
  root: Uint8Array;
  leaf: Uint8Array;
  proof: readonly Uint8Array[];
};

/**
 * Checks that the tree of `size` with this root has at `index` the leaf of this hash.
 *
 * @throws TlogError `not_included`; `out_of_range`.
 */
export function verifyInclusion({ index, size, root, leaf, proof }: Inclusion): void {
  requireWhole(index, 'the index of a leaf');
  requireWhole(size, 'the size of a tree');
  const fail = (why: string): TlogError => new TlogError('not_included', `entry ${index}: ${why}`);
  if (index >= size) throw fail(`the tree has ${size} leaves`);
  let [hash, at, last] = [leaf, index, size - 1];
  for (const sibling of proof) {
    if (sibling.length !== HASH_BYTES) throw fail('the proof holds what is no hash');
    if (last === 0) throw fail('the proof is too long');
    const isRight = at % 2 === 1 || at === last;
    hash = isRight ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    // The last node of a level without a partner rises until it is a right one.
    while (isRight && at % 2 === 0 && at > 0) [at, last] = [half(at), half(last)];
    [at, last] = [half(at), half(last)];
  }
  if (last > 0) throw fail('the proof is too short');
  if (!equal(hash, root)) throw fail('the tree does not hold it here');
}

export type Consistency = {
  from: { size: number; root: Uint8Array };
  to: { size: number; root: Uint8Array };
  proof: readonly Uint8Array[];
};

/**
 * Checks that the tree `to` begins with the whole of the tree `from`: nothing of it was changed,
 * taken out or put between.
 *
 * @throws TlogError `not_consistent`; `out_of_range`.
 */
export function verifyConsistency({ from, to, proof }: Consistency): void {
  requireWhole(from.size, 'the size of a tree');
  requireWhole(to.size, 'the size of a tree');
  const fail = (why: string): TlogError =>
    new TlogError('not_consistent', `trees of ${from.size} and ${to.size} leaves: ${why}`);
  if (from.size > to.size) throw fail('the later one is smaller');
  if (from.size === 0 || from.size === to.size) {
    if (proof.length > 0) throw fail('the proof is too long');
    if (from.size === 0 && !equal(from.root, EMPTY_ROOT)) throw fail('an empty tree has one root');
    if (from.size === to.size && !equal(from.root, to.root)) throw fail('one size, two roots');
    return;
  }
  if (proof.some(({ length }) => length !== HASH_BYTES)) throw fail('the proof holds no hash');
  const roots = rootsOfConsistency({ from, to, proof });
  if (!roots) throw fail('the proof is of the wrong length');
  if (!equal(roots.from, from.root)) throw fail('the proof does not lead to the earlier root');
  if (!equal(roots.to, to.root)) throw fail('the proof does not lead to the later root');
}

/** The two roots a proof leads to (RFC 9162, section 2.1.4.2); nothing where it has a wrong length. */
function rootsOfConsistency({ from, to, proof }: Consistency) {
  let [at, last] = [from.size - 1, to.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  // An old tree that is one complete subtree is not in the proof: its root is known.
  const [start, ...path] = at === 0 ? [from.root, ...proof] : proof;
  if (!start) return undefined;
  let [older, newer] = [start, start];
  for (const hash of path) {
    if (last === 0) return undefined;
    const isRight = at % 2 === 1 || at === last;
    if (isRight) older = nodeHash(hash, older);
    newer = isRight ? nodeHash(hash, newer) : nodeHash(newer, hash);
    while (isRight && at % 2 === 0 && at > 0) [at, last] = [half(at), half(last)];
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? { from: older, to: newer } : undefined;
}

const half = (count: number): number => Math.floor(count / 2);

const equal = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

const outOfRange = (message: string): TlogError => new TlogError('out_of_range', message);
