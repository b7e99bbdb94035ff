import { type Edge, rootOfEdge } from '../edge.ts';
import type { EntryRange } from '../errors.ts';
import { HASH_BYTES, rootOfRow } from '../hash.ts';
import { levelsOf, TILE_WIDTH, tileHolding, tilePath } from '../tiles.ts';
import { readTile } from './files.ts';
import { type BuiltTree, entriesBelow, firstDifference, type Mirror, readLeaves } from './tree.ts';

/**
 * The first entry that is not the signed one, in a mirror whose entries make another tree than the
 * signed root's. It is looked for from the root down, through stored tiles that are shown to be the
 * signed ones by the hash above them; where such a tile is not, one of the entries below it fails.
 */
export function locateWrongEntry(mirror: Mirror, root: Buffer, built: BuiltTree): EntryRange {
  const everything = { first: 0, last: mirror.size - 1 };
  const edge = storedEdge(mirror);
  if (!edge || !rootOfEdge(edge).equals(root)) return everything;
  for (let level = edge.length - 1; level >= 0; level -= 1) {
    const index = Math.floor(mirror.size / TILE_WIDTH ** (level + 1));
    const found = descend({ mirror, built }, { level, index, hashes: edge[level] ?? EMPTY });
    if (found) return found;
  }
  return everything;
}

const EMPTY = Buffer.alloc(0);

/** The tiles of the right edge as they are stored; nothing where one is missing. */
function storedEdge({ folder, size }: Mirror): Edge | undefined {
  const edge = Array.from({ length: levelsOf(size) }, (_, level) => {
    const index = Math.floor(size / TILE_WIDTH ** (level + 1));
    const width = Math.floor(size / TILE_WIDTH ** level) % TILE_WIDTH;
    return width === 0 ? EMPTY : readTile(folder, { level, index, width });
  });
  return edge.every((hashes) => hashes !== undefined) ? edge : undefined;
}

type SignedTile = { level: number; index: number; hashes: Buffer };

/** The first entry below a signed tile that does not lead to it. */
function descend(
  known: { mirror: Mirror; built: BuiltTree },
  { level, index, hashes }: SignedTile,
): EntryRange | undefined {
  const { mirror, built } = known;
  const made = madeTile(known, level, index);
  const at = made && firstDifference(hashes, made);
  if (at === undefined) return undefined;
  const below = index * TILE_WIDTH + at;
  if (level === 0) return entriesBelow(0, below);
  const child = readTile(mirror.folder, { level: level - 1, index: below, width: TILE_WIDTH });
  const signed = hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
  if (!child || !rootOfRow(child).equals(signed)) return entriesBelow(level, below);
  return descend({ mirror, built }, { level: level - 1, index: below, hashes: child });
}

/** The tile as the entries make it. */
function madeTile(
  { mirror, built }: { mirror: Mirror; built: BuiltTree },
  level: number,
  index: number,
): Buffer | undefined {
  const { size } = mirror;
  if (Math.floor(size / TILE_WIDTH ** level) <= index * TILE_WIDTH) return undefined;
  if (level === 0) return readLeaves(mirror, tileHolding('entries', index * TILE_WIDTH, size));
  return built.above.get(tilePath(tileHolding(level, index * TILE_WIDTH, size)));
}
