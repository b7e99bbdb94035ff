import { HASH_BYTES } from './hash.ts';
import { requireWhole } from './text.ts';

/**
 * Where hashes and entries of a log lie, by c2sp.org/tlog-tiles. The same paths serve HTTP below a
 * log's prefix and name the files of a mirror folder:
 *
 *     checkpoint                    the latest checkpoint, a signed note
 *     tile/<L>/<N>[.p/<W>]          hashes, 32 bytes each; level 0 holds leaf hashes, a hash above
 *                                   is the root of the full tile below
 *     tile/entries/<N>[.p/<W>]      entries, each behind its length as two bytes, big-endian
 *
 * <N> is the index in groups of three digits, x in front of all but the last: x001/x234/067. A tile
 * that is not full ends in .p/ and the number of its hashes.
 */
export const TILE_WIDTH = 256;
export const TILE_BYTES = TILE_WIDTH * HASH_BYTES;
export const CHECKPOINT_PATH = 'checkpoint';

/** `width` hashes or entries, from `index` * 256 of its level on; a full tile has 256. */
export type TileName = { level: number | 'entries'; index: number; width: number };

export function tilePath({ level, index, width }: TileName): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const last = groups.pop();
  const path = [...groups.map((group) => `x${group}`), last].join('/');
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

const PATH =
  /^tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** The tile a path names; nothing where it is not the one spelling of a tile's path. */
export function parseTilePath(path: string): TileName | undefined {
  const [, level = '', groups = '', width] = PATH.exec(path) ?? [];
  const index = Number(groups.replaceAll(/[x/]/g, ''));
  const tile: TileName = {
    level: level === 'entries' ? level : Number(level),
    index,
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  const known = level !== '' && Number.isSafeInteger(index) && tile.width <= TILE_WIDTH;
  return known && tilePath(tile) === path ? tile : undefined;
}

/** How many hashes of a level a tree of `size` leaves has. */
export const hashesOfLevel = (size: number, level: number): number =>
  Math.floor(size / TILE_WIDTH ** level);

/** How many levels of tiles a tree of `size` leaves has. */
export function levelsOf(size: number): number {
  requireWhole(size, 'the size of a tree');
  let levels = 0;
  while (hashesOfLevel(size, levels) > 0) levels += 1;
  return levels;
}

/** The tile that holds hash `at` of its level, or entry `at`, as wide as a tree of `size` has it. */
export function tileHolding(level: number | 'entries', at: number, size: number): TileName {
  const index = Math.floor(at / TILE_WIDTH);
  const behind = hashesOfLevel(size, level === 'entries' ? 0 : level) - index * TILE_WIDTH;
  return { level, index, width: Math.min(TILE_WIDTH, behind) };
}

/**
 * The tiles of one level of a tree, or its bundles of entries, in order. `since`: without those that
 * were full in a tree of this size.
 */
export function tilesOfLevel(level: number | 'entries', size: number, since = 0): TileName[] {
  const fullTiles = (of: number): number =>
    hashesOfLevel(of, level === 'entries' ? 0 : level) / TILE_WIDTH;
  const first = Math.floor(fullTiles(since));
  const length = Math.max(0, Math.ceil(fullTiles(size)) - first);
  return Array.from({ length }, (_, at) => tileHolding(level, (first + at) * TILE_WIDTH, size));
}
