import { TlogError } from './errors.ts';
import { EMPTY_ROOT, HASH_BYTES, rootOfRow } from './hash.ts';
import { requireWhole } from './text.ts';
import { hashesOfLevel, levelsOf, TILE_BYTES, TILE_WIDTH, type TileName } from './tiles.ts';

/**
 * The right edge of a tree: for each level, from the leaves up, the hashes of its last tile while it
 * is not full, one behind the other (0 to 255 of them). Their numbers are the digits of the tree's
 * size to the base 256, so an edge knows its size; it is all that growing the tree needs.
 */
export type Edge = readonly Buffer[];

/** The edge of a tree without leaves. */
export const EMPTY_EDGE: Edge = [];

export type Tile = TileName & { level: number; hashes: Buffer };

/** `complete`: the tiles that became full, lower levels first, each level in order. */
export type Growth = { edge: Edge; complete: Tile[] };

/**
 * Appends leaves to a tree.
 *
 * @param leafHashes the new leaves' hashes in order, one behind the other (32 bytes each).
 * @throws TlogError `malformed_tile` where they are no whole number of hashes.
 */
export function grow(edge: Edge, leafHashes: Uint8Array): Growth {
  if (leafHashes.length % HASH_BYTES !== 0) {
    throw new TlogError('malformed_tile', 'the leaves to append are no whole number of hashes');
  }
  const size = sizeOfEdge(edge);
  const complete: Tile[] = [];
  const grown: Buffer[] = [];
  let rising = leafHashes;
  for (let level = 0; level < edge.length || rising.length > 0; level += 1) {
    const row = Buffer.concat([edge[level] ?? EMPTY, rising]);
    const full = Math.floor(row.length / TILE_BYTES);
    const index = Math.floor(hashesOfLevel(size, level) / TILE_WIDTH);
    const tiles = Array.from({ length: full }, (_, at) => ({
      level,
      index: index + at,
      width: TILE_WIDTH,
      hashes: row.subarray(at * TILE_BYTES, (at + 1) * TILE_BYTES),
    }));
    complete.push(...tiles);
    grown.push(row.subarray(full * TILE_BYTES));
    rising = Buffer.concat(tiles.map(({ hashes }) => rootOfRow(hashes)));
  }
  return { edge: grown, complete };
}

const EMPTY = Buffer.alloc(0);

/** The number of leaves of the tree this is the edge of. */
export const sizeOfEdge = (edge: Edge): number =>
  edge.reduce((size, { length }, level) => size + (length / HASH_BYTES) * TILE_WIDTH ** level, 0);

/** The root of the tree this is the edge of. */
export function rootOfEdge(edge: Edge): Buffer {
  const below = edge.reduce<Buffer>(
    (lower, hashes) =>
      hashes.length + lower.length === 0 ? lower : rootOfRow(Buffer.concat([hashes, lower])),
    EMPTY,
  );
  return below.length === 0 ? EMPTY_ROOT : below;
}

/** The tiles that are not full yet, which a mirror and a server hold beside the complete ones. */
export function tilesOfEdge(edge: Edge): Tile[] {
  const size = sizeOfEdge(edge);
  return edge.flatMap((hashes, level) => {
    const index = Math.floor(hashesOfLevel(size, level) / TILE_WIDTH);
    return hashes.length === 0 ? [] : [{ level, index, width: hashes.length / HASH_BYTES, hashes }];
  });
}

/** An edge as bytes to keep: its hashes, the leaves' level first. The size tells them apart again. */
export const packEdge = (edge: Edge): Buffer => Buffer.concat(edge);

/** @throws TlogError `malformed_tile` where the bytes are not those of an edge of this size. */
export function unpackEdge(size: number, bytes: Uint8Array): Edge {
  requireWhole(size, 'the size of a tree');
  const packed = Buffer.from(bytes);
  const edge: Buffer[] = [];
  let at = 0;
  for (let level = 0; level < levelsOf(size); level += 1) {
    const length = (hashesOfLevel(size, level) % TILE_WIDTH) * HASH_BYTES;
    edge.push(packed.subarray(at, at + length));
    at += length;
  }
  if (at === packed.length) return edge;
  throw new TlogError('malformed_tile', `an edge of ${size} leaves has ${at} bytes`);
}
