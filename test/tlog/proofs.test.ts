import { test } from 'tap';
import {
  EMPTY_EDGE,
  EMPTY_ROOT,
  grow,
  leafHash,
  proveConsistency,
  proveInclusion,
  type ReadTiles,
  readRoot,
  rootOfEdge,
  tilePath,
  tilesOfEdge,
  verifyConsistency,
  verifyInclusion,
} from '../../src/tlog/index.ts';
import { fc } from '../helpers/property.ts';
import { faultOf, faultOfAsync } from './fault.ts';
import { auditPath, consistencyPath, entriesOf, treeHash } from './reference.ts';

/** The tiles of a tree of these leaf hashes, as a reader of them; a partial tile has one name. */
function tilesOver(leaves: Uint8Array): ReadTiles {
  const { edge, complete } = grow(EMPTY_EDGE, leaves);
  const tiles = new Map(
    [...complete, ...tilesOfEdge(edge)].map((tile) => [`${tile.level} ${tile.index}`, tile.hashes]),
  );
  return async (names) =>
    names.map(({ level, index }) => tiles.get(`${level} ${index}`) ?? Buffer.alloc(0));
}

const hashesOf = (entries: readonly Uint8Array[]): Buffer => Buffer.concat(entries.map(leafHash));

test('proofs are those of RFC 6962, for every leaf and every earlier size', async (t) => {
  for (let size = 0; size <= 40; size += 1) {
    const entries = entriesOf(size);
    const read = tilesOver(hashesOf(entries));
    const root = treeHash(entries);
    t.same(await readRoot(size, read), root);
    const indexes = entries.map((_, index) => index);
    const inclusions = await proveInclusion(indexes, size, read);
    t.same(
      inclusions,
      indexes.map((index) => auditPath(index, entries)),
      `inclusion in ${size}`,
    );
    for (const [index, proof] of inclusions.entries()) {
      const leaf = leafHash(entries[index] ?? Buffer.alloc(0));
      verifyInclusion({ index, size, root, leaf, proof });
    }
    for (let oldSize = 0; oldSize <= size; oldSize += 1) {
      const proof = await proveConsistency(oldSize, size, read);
      t.same(proof, consistencyPath(oldSize, entries), `${oldSize} in ${size}`);
      const from = { size: oldSize, root: treeHash(entries.slice(0, oldSize)) };
      verifyConsistency({ from, to: { size, root }, proof });
    }
  }
});

const LARGE = 66_100;
const large = hashesOf(entriesOf(LARGE));
const readLarge = tilesOver(large);
const roots = new Map<number, Buffer>();

/** The root the large tree had at this size, by growing it. */
function rootAt(size: number): Buffer {
  const root = roots.get(size) ?? rootOfEdge(grow(EMPTY_EDGE, large.subarray(0, size * 32)).edge);
  roots.set(size, root);
  return root;
}

test('proofs over several levels of tiles, also for sizes the tree once had', async (t) => {
  const sizes = [1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_792, LARGE];
  for (const size of sizes) {
    const root = rootAt(size);
    const indexes = [0, 255, 256, 65_535, 65_536, size - 1].filter((index) => index < size);
    const proofs = await proveInclusion(indexes, size, readLarge);
    for (const [at, index] of indexes.entries()) {
      const leaf = large.subarray(index * 32, (index + 1) * 32);
      verifyInclusion({ index, size, root, leaf, proof: proofs[at] ?? [] });
    }
    for (const oldSize of sizes.filter((each) => each <= size)) {
      const proof = await proveConsistency(oldSize, size, readLarge);
      const from = { size: oldSize, root: rootAt(oldSize) };
      t.equal(
        faultOf(() => verifyConsistency({ from, to: { size, root }, proof })),
        'none',
      );
    }
    t.same(await readRoot(size, readLarge), root);
  }
});

test('a proof reads few tiles, each once and all at once', async (t) => {
  const asked: string[][] = [];
  const counting: ReadTiles = (names) => {
    asked.push(names.map(tilePath));
    return readLarge(names);
  };
  await proveInclusion([0, 1, 700, 66_099], LARGE, counting);
  t.equal(asked.length, 1);
  t.equal(new Set(asked[0]).size, asked[0]?.length);
  t.ok((asked[0]?.length ?? 0) <= 8, (asked[0] ?? []).join(' '));
  t.same(await proveInclusion([0], 1, counting), [[]]);
  t.same(await proveConsistency(0, LARGE, counting), []);
  t.same(await proveConsistency(LARGE, LARGE, counting), []);
  t.same(await readRoot(0, counting), EMPTY_ROOT);
  t.equal(asked.length, 1, 'an empty proof reads none');
});

const anySize = fc.integer({ min: 1, max: 300 });

/** What a forger may do to a list of hashes. */
const forgery = fc.oneof(
  fc.record({ kind: fc.constant('drop' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('add' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
);

function forge(proof: readonly Buffer[], { kind, at }: { kind: string; at: number }): Buffer[] {
  const forged = proof.map((hash) => Buffer.from(hash));
  const place = at % (proof.length + 1);
  const hash = forged[place] ?? Buffer.alloc(32);
  if (kind === 'drop') forged.splice(place, 1);
  if (kind === 'add') forged.splice(place, 0, Buffer.alloc(32, at));
  if (kind === 'flip') hash[at % 32] = (hash[at % 32] ?? 0) ^ 1;
  if (kind === 'cut') forged.splice(place, 1, hash.subarray(0, 31));
  return forged;
}

test('no forged proof of inclusion holds', async (t) => {
  await fc.assert(
    fc.asyncProperty(anySize, fc.nat(), forgery, async (size, any, change) => {
      const index = any % size;
      const root = rootAt(size);
      const leaf = large.subarray(index * 32, (index + 1) * 32);
      const [proof = []] = await proveInclusion([index], size, readLarge);
      const good = { index, size, root, leaf, proof };
      verifyInclusion(good);
      const forged = forge(proof, change);
      if (JSON.stringify(forged) !== JSON.stringify(proof)) {
        t.equal(
          faultOf(() => verifyInclusion({ ...good, proof: forged })),
          'not_included',
        );
      }
      for (const lie of [
        { index: (index + 1) % size === index ? size : (index + 1) % size },
        { index: size },
        { leaf: leafHash(Buffer.from('another')) },
        { root: leafHash(Buffer.from('another')) },
      ]) {
        t.equal(
          faultOf(() => verifyInclusion({ ...good, ...lie })),
          'not_included',
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('no forged proof of consistency holds', async (t) => {
  await fc.assert(
    fc.asyncProperty(anySize, fc.nat(), forgery, async (size, any, change) => {
      const oldSize = any % (size + 1);
      const proof = await proveConsistency(oldSize, size, readLarge);
      const [from, to] = [oldSize, size].map((each) => ({ size: each, root: rootAt(each) }));
      if (!from || !to) throw new Error('two trees');
      verifyConsistency({ from, to, proof });
      const forged = forge(proof, change);
      const other = { root: leafHash(Buffer.from('another')) };
      if (JSON.stringify(forged) !== JSON.stringify(proof)) {
        t.equal(
          faultOf(() => verifyConsistency({ from, to, proof: forged })),
          'not_consistent',
        );
      }
      t.equal(
        faultOf(() => verifyConsistency({ from: { ...from, ...other }, to, proof })),
        'not_consistent',
      );
      // An empty tree begins every tree, whatever its root.
      if (oldSize > 0) {
        t.equal(
          faultOf(() => verifyConsistency({ from, to: { ...to, ...other }, proof })),
          'not_consistent',
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('what cannot be proved is refused', async (t) => {
  t.equal(await faultOfAsync(proveInclusion([5], 5, readLarge)), 'out_of_range');
  t.equal(await faultOfAsync(proveInclusion([-1], 5, readLarge)), 'out_of_range');
  t.equal(await faultOfAsync(proveInclusion([0], 2.5, readLarge)), 'out_of_range');
  t.equal(await faultOfAsync(proveConsistency(6, 5, readLarge)), 'out_of_range');
  for (const tile of [Buffer.alloc(0), Buffer.alloc(31), Buffer.alloc(33), Buffer.alloc(65)]) {
    const read: ReadTiles = async (names) => names.map(() => tile);
    t.equal(
      await faultOfAsync(proveInclusion([0], 2, read)),
      'malformed_tile',
      `${tile.length} bytes`,
    );
  }
  t.equal(await faultOfAsync(proveInclusion([0], 2, async () => [])), 'malformed_tile');
  const smaller = { from: { size: 2, root: rootAt(2) }, to: { size: 1, root: rootAt(1) } };
  t.equal(
    faultOf(() => verifyConsistency({ ...smaller, proof: [] })),
    'not_consistent',
  );
});
