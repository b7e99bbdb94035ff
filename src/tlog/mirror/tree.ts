import { decodeBundle, readBundle } from '../bundles.ts';
import { type Edge, EMPTY_EDGE, grow, rootOfEdge, type Tile, tilesOfEdge } from '../edge.ts';
import { type EntryRange, TlogError } from '../errors.ts';
import { HASH_BYTES, leafHashes } from '../hash.ts';
import { TILE_WIDTH, type TileName, tilePath, tilesOfLevel } from '../tiles.ts';
import { readBundleFile, readTile } from './files.ts';

/** A mirror of a tree of `size` leaves. `hashesOnly`: without entries, its leaf hashes are believed. */
export type Mirror = { folder: string; size: number; hashesOnly: boolean };

/**
 * The tree that the entries of a mirror make, whatever its tiles say. `above`: the tiles of its
 * levels above the leaves, by path; `wrong`: the first stored tile that is not as the entries make it.
 */
export type BuiltTree = { root: Buffer; above: Map<string, Buffer>; wrong: TlogError | undefined };

/** @throws TlogError `missing_file` or `wrong_entry` where the entries cannot be read. */
export function buildTree(mirror: Mirror): BuiltTree {
  const above = new Map<string, Buffer>();
  let edge: Edge = EMPTY_EDGE;
  let wrong: TlogError | undefined;
  const compare = (tiles: readonly Tile[]): void => {
    for (const tile of tiles) {
      wrong ??= differenceOf(mirror, tile);
      if (tile.level > 0) above.set(tilePath(tile), tile.hashes);
    }
  };
  for (const bundle of tilesOfLevel('entries', mirror.size)) {
    const growth = grow(edge, readLeaves(mirror, bundle));
    edge = growth.edge;
    compare(growth.complete);
  }
  compare(tilesOfEdge(edge));
  return { root: rootOfEdge(edge), above, wrong };
}

/** The leaf hashes of a bundle; in a mirror without entries, those of the tile in its place. */
export function readLeaves(mirror: Mirror, bundle: TileName): Buffer {
  const name = mirror.hashesOnly ? { ...bundle, level: 0 } : bundle;
  const read = mirror.hashesOnly ? readTile : readBundleFile;
  const bytes = read(mirror.folder, name);
  if (!bytes) throw missing(name);
  if (mirror.hashesOnly) return bytes;
  try {
    return leafHashes(decodeBundle(bytes, bundle.width));
  } catch (error) {
    if (error instanceof TlogError) throw brokenBundle(mirror, bundle, { bytes, error });
    throw error;
  }
}

/** A bundle that is not whole fails where it departs from the hashes of its tile, or ends. */
function brokenBundle(
  { folder }: Mirror,
  bundle: TileName,
  { bytes, error }: { bytes: Buffer; error: TlogError },
): TlogError {
  const leaves = leafHashes(readBundle(bytes, bundle.width).entries);
  const tile = readTile(folder, { ...bundle, level: 0 }) ?? leaves;
  const at = firstDifference(tile, leaves) ?? leaves.length / HASH_BYTES;
  const first = bundle.index * TILE_WIDTH + Math.min(at, bundle.width - 1);
  return new TlogError('wrong_entry', `${tilePath(bundle)}: ${error.message}`, {
    first,
    last: first,
  });
}

/** What is wrong with the stored tile that ought to be as this one, if anything. */
function differenceOf({ folder }: Mirror, tile: Tile): TlogError | undefined {
  const stored = readTile(folder, tile);
  if (!stored) return missing(tile);
  const at = firstDifference(stored, tile.hashes);
  if (at === undefined) return undefined;
  const entries = entriesBelow(tile.level, tile.index * TILE_WIDTH + at);
  return new TlogError('wrong_tile', `${tilePath(tile)} is not made of its entries`, entries);
}

function missing(tile: TileName): TlogError {
  const level = tile.level === 'entries' ? 0 : tile.level;
  const at = tile.index * TILE_WIDTH;
  const { first } = entriesBelow(level, at);
  const { last } = entriesBelow(level, at + tile.width - 1);
  const what = `${tilePath(tile)} is missing, or not of its size`;
  return new TlogError('missing_file', what, { first, last });
}

/** The entries below the hash at this place of its level. */
export function entriesBelow(level: number, at: number): EntryRange {
  const count = TILE_WIDTH ** level;
  return { first: at * count, last: (at + 1) * count - 1 };
}

/** The number of the first hash in which two rows differ; nothing where they are the same. */
export function firstDifference(one: Buffer, other: Buffer): number | undefined {
  if (one.equals(other)) return undefined;
  let at = 0;
  while (hashAt(one, at).equals(hashAt(other, at))) at += 1;
  return at;
}

const hashAt = (row: Buffer, at: number): Buffer =>
  row.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
