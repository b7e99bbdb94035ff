import { TlogError } from './errors.ts';
import { HASH_BYTES, nodeHash, rootOfRow } from './hash.ts';
import { TILE_WIDTH, type TileName, tileHolding, tilePath } from './tiles.ts';

/**
 * Gets tiles: for each name its hashes, one behind the other, in the order of the names. A tile may
 * have become wider since; what is beyond the width asked for is not looked at.
 */
export type ReadTiles = (tiles: readonly TileName[]) => Promise<readonly Uint8Array[]>;

/** The leaves [from, to) of a tree, as proofs cut them: `from` is a multiple of a power of two >= their number. */
export type Range = { from: number; to: number };

/** 2^n leaves, as a run of hashes of one tile. */
type Piece = { tile: TileName; at: number; count: number };

/** The root over each range of a tree of `size`, every tile read once, all in one call. */
export async function readRanges(
  ranges: readonly Range[],
  size: number,
  read: ReadTiles,
): Promise<Buffer[]> {
  const cut = ranges.map((range) => piecesOf(range, size));
  const names = new Map(cut.flat().map(({ tile }) => [tilePath(tile), tile]));
  if (names.size === 0) return [];
  const tiles = await read([...names.values()]);
  const byPath = new Map([...names.keys()].map((path, at) => [path, tiles[at]]));
  const known = new Map<string, Buffer>();
  return ranges.map(({ from, to }, at) => {
    const key = `${from} ${to}`;
    const hash = known.get(key) ?? rootOver(cut[at] ?? [], byPath);
    known.set(key, hash);
    return hash;
  });
}

/** A range falls into complete subtrees, each half as high as the one before it, or lower. */
function piecesOf({ from, to }: Range, size: number): Piece[] {
  const pieces: Piece[] = [];
  let at = from;
  while (at < to) {
    let leaves = 1;
    while (leaves * 2 <= to - at) leaves *= 2;
    pieces.push(pieceOf(at, leaves, size));
    at += leaves;
  }
  return pieces;
}

function pieceOf(from: number, leaves: number, size: number): Piece {
  let [level, each] = [0, 1];
  while (each * TILE_WIDTH <= leaves) [level, each] = [level + 1, each * TILE_WIDTH];
  const at = from / each;
  return { tile: tileHolding(level, at, size), at: at % TILE_WIDTH, count: leaves / each };
}

function rootOver(pieces: readonly Piece[], tiles: ReadonlyMap<string, Uint8Array | undefined>) {
  return pieces
    .map(({ tile, at, count }) => {
      const path = tilePath(tile);
      const hashes = tiles.get(path);
      if (hashes && hashes.length >= tile.width * HASH_BYTES && hashes.length % HASH_BYTES === 0) {
        return rootOfRow(hashes.subarray(at * HASH_BYTES, (at + count) * HASH_BYTES));
      }
      throw new TlogError('malformed_tile', `${path} has ${hashes?.length ?? 'no'} bytes`);
    })
    .reduceRight((right, left) => nodeHash(left, right));
}
