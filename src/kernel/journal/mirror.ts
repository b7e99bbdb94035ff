/** A copy of a log in a folder, fetched over HTTP: what `verify` reads and `recover` rebuilds from. */
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  CHECKPOINT_PATH,
  decodeBundle,
  levelsOf,
  type OpenCheckpoint,
  openCheckpoint,
  TILE_WIDTH,
  type TileName,
  tilePath,
  tilesOfLevel,
  type Verifier,
} from '../../tlog/index.ts';

const AT_ONCE = 8;
const PATIENCE_MS = 30_000;

export type MirrorOptions = {
  /** Where the log lies: `https://host/public/logs/CODE`, or `https://host/v1/journal` with a token. */
  url: string;
  folder: string;
  /** Of the log: a checkpoint that they did not sign is not taken. */
  keys: readonly Verifier[];
  /** For the entries; the public reads hashes only. */
  token?: string | undefined;
  /** Told how many resources are still to come. */
  onProgress?: (left: number) => void;
};

/**
 * Brings a folder up to the log's latest checkpoint: complete tiles and bundles it has are kept,
 * the rest is fetched, and the checkpoint is written last, so that a folder always holds what its
 * checkpoint needs. It is a copy, not a judgement: `verify` tells whether it holds.
 *
 * @throws TlogError where the checkpoint is not signed by the keys, Error where something is missing
 */
export async function mirrorLog(options: MirrorOptions): Promise<OpenCheckpoint> {
  const { folder, keys, token, onProgress } = options;
  const note = (await fetched(options, CHECKPOINT_PATH)).toString('utf8');
  const checkpoint = openCheckpoint(note, keys);
  const missing = await missingIn(folder, namesOf(checkpoint.size, token !== undefined));
  let left = missing.length;
  const fetchNext = async (): Promise<void> => {
    for (let path = missing.pop(); path !== undefined; path = missing.pop()) {
      await keep(folder, path, await fetched(options, path));
      left -= 1;
      onProgress?.(left);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchNext));
  await keep(folder, CHECKPOINT_PATH, Buffer.from(note));
  return checkpoint;
}

function namesOf(size: number, withEntries: boolean): TileName[] {
  const levels = Array.from({ length: levelsOf(size) }, (_, level) => level);
  const tiles = levels.flatMap((level) => tilesOfLevel(level, size));
  return withEntries ? [...tiles, ...tilesOfLevel('entries', size)] : tiles;
}

/** What a path names never changes, so a file that is there is right or was tampered with. */
async function missingIn(folder: string, names: readonly TileName[]): Promise<string[]> {
  const missing: string[] = [];
  for (const name of names) {
    const path = tilePath(name);
    const there = await stat(join(folder, path)).catch(() => undefined);
    if (!there?.isFile()) missing.push(path);
  }
  return missing;
}

async function fetched({ url, token }: MirrorOptions, path: string): Promise<Buffer> {
  const address = `${url.replace(/\/$/, '')}/${path}`;
  const answer = await fetch(address, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(PATIENCE_MS),
    redirect: 'error',
  });
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** Written beside its place and moved there when whole. */
async function keep(folder: string, path: string, bytes: Buffer): Promise<void> {
  const target = join(folder, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(`${target}.new`, bytes, { flush: true });
  await rename(`${target}.new`, target);
}

/** Entries of a mirror from a place on, a bundle at a time. */
export async function* entriesIn(
  folder: string,
  { from, size }: { from: number; size: number },
): AsyncGenerator<Buffer[]> {
  for (const name of tilesOfLevel('entries', size)) {
    const first = name.index * TILE_WIDTH;
    if (first + name.width <= from) continue;
    const bundle = await readFile(join(folder, tilePath(name)));
    const entries = decodeBundle(bundle, name.width);
    yield entries.slice(Math.max(0, from - first));
  }
}
