import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENTRY_BYTES_LIMIT } from '../bundles.ts';
import { TlogError } from '../errors.ts';
import { HASH_BYTES } from '../hash.ts';
import { utf8 } from '../text.ts';
import { CHECKPOINT_PATH, TILE_WIDTH, type TileName, tilePath } from '../tiles.ts';

/** The files of a mirror folder, laid out as ../tiles.ts says. Nothing in them is believed. */
const CHECKPOINT_BYTES_LIMIT = 1_000_000;
/** A thousand proofs of the largest entries. */
const PROOFS_BYTES_LIMIT = 134_217_728;
const BUNDLE_BYTES_LIMIT = TILE_WIDTH * (2 + ENTRY_BYTES_LIMIT);

/** A text of at most a million bytes. @throws TlogError `missing_file`; `malformed_note`. */
export const readText = (path: string): string => textOf(path, CHECKPOINT_BYTES_LIMIT);

/** A file of proofs. @throws TlogError as `readText`. */
export const readProofs = (path: string): string => textOf(path, PROOFS_BYTES_LIMIT);

function textOf(path: string, limit: number): string {
  const bytes = readLimited(path, limit);
  if (!bytes) throw new TlogError('missing_file', `there is no file ${path}, or it is too large`);
  return utf8(bytes, 'malformed_note');
}

export const readCheckpoint = (folder: string): string => readText(join(folder, CHECKPOINT_PATH));

/** The hashes of a tile; nothing where there is no such file, or it is not as long as its name says. */
export function readTile(folder: string, tile: TileName): Buffer | undefined {
  const length = tile.width * HASH_BYTES;
  const bytes = readLimited(join(folder, tilePath(tile)), length);
  return bytes?.length === length ? bytes : undefined;
}

/** A bundle as it is, nothing where there is none, or it is larger than any can be. */
export const readBundleFile = (folder: string, bundle: TileName): Buffer | undefined =>
  readLimited(join(folder, tilePath(bundle)), BUNDLE_BYTES_LIMIT);

function readLimited(path: string, limit: number): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const stat = fstatSync(file);
    return stat.isFile() && stat.size <= limit ? readFileSync(file) : undefined;
  } finally {
    closeSync(file);
  }
}
