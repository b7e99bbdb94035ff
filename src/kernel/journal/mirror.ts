/** A copy of a log in a folder: what `verify` reads and `recover` rebuilds from. */
import { mkdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  CHECKPOINT_PATH,
  type Checkpoint,
  decodeBundle,
  levelsOf,
  openCheckpoint,
  parseCheckpoint,
  proveConsistency,
  splitNote,
  TILE_WIDTH,
  type TileName,
  tilePath,
  tilesOfLevel,
  type Verifier,
  verifyConsistency,
} from '../../tlog/index.ts';
import { type LogSource, tilesAt } from './log-source.ts';

const AT_ONCE = 8;

export type MirrorOptions = {
  source: LogSource;
  folder: string;
  /** Of the log: a checkpoint that they did not sign is not taken. */
  keys: readonly Verifier[];
  /** With entries, not hashes only. */
  withEntries: boolean;
  /** Looks for every file; otherwise for those that the folder's own checkpoint does not cover. */
  isThorough?: boolean;
};

/**
 * Brings a folder up to the log's latest checkpoint: complete tiles and bundles it has are kept,
 * the rest is fetched, and the checkpoint is written last, so that a folder always holds what its
 * checkpoint needs. It is a copy, not a judgement: `verify` tells whether it holds.
 *
 * A log that does not go on from what the folder holds was cut or rewritten, and the folder may be the
 * only place where the rest of it is: it is left as it is.
 *
 * @throws TlogError where the checkpoint is not signed by the keys, or does not go on; Error where
 *   something is missing
 */
export async function mirrorLog(options: MirrorOptions): Promise<Checkpoint> {
  const { source, folder, keys, withEntries, isThorough = false } = options;
  const note = (await source(CHECKPOINT_PATH)).toString('utf8');
  const held = await heldBy(folder);
  if (held?.note === note && !isThorough) return held;
  const checkpoint = openCheckpoint(note, keys);
  if (held) await requireGoesOn(source, held, checkpoint);
  const since = isThorough ? 0 : (held?.size ?? 0);
  const missing = await missingIn(folder, namesOf(checkpoint.size, { withEntries, since }));
  const fetchNext = async (): Promise<void> => {
    for (let path = missing.pop(); path !== undefined; path = missing.pop()) {
      await keep(folder, path, await source(path));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchNext));
  await keep(folder, CHECKPOINT_PATH, Buffer.from(note));
  if (held) await dropOutgrown(folder, held.size, checkpoint.size);
  return checkpoint;
}

type Held = Checkpoint & { note: string };

/** What the folder's own checkpoint says; nothing where it has none. @throws TlogError */
async function heldBy(folder: string): Promise<Held | undefined> {
  const note = await readFile(join(folder, CHECKPOINT_PATH), 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return note === undefined ? undefined : { ...parseCheckpoint(splitNote(note).text), note };
}

async function requireGoesOn(source: LogSource, from: Checkpoint, to: Checkpoint): Promise<void> {
  if (from.origin !== to.origin) {
    throw new Error(`the folder holds ${from.origin}, and this is ${to.origin}`);
  }
  const isShorter = from.size > to.size;
  const proof = isShorter ? [] : await proveConsistency(from.size, to.size, tilesAt(source));
  verifyConsistency({ from, to, proof });
}

type Wanted = { withEntries: boolean; since: number };

function namesOf(size: number, { withEntries, since }: Wanted): TileName[] {
  const levels = Array.from({ length: levelsOf(size) }, (_, level) => level);
  const tiles = levels.flatMap((level) => tilesOfLevel(level, size, since));
  return withEntries ? [...tiles, ...tilesOfLevel('entries', size, since)] : tiles;
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

/** Written beside its place and moved there when whole. */
async function keep(folder: string, path: string, bytes: Buffer): Promise<void> {
  const target = join(folder, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(`${target}.new`, bytes, { flush: true });
  await rename(`${target}.new`, target);
}

/** Tiles that were not full in the last checkpoint are not asked for again once they have grown. */
async function dropOutgrown(folder: string, was: number, is: number): Promise<void> {
  const needed = new Set(namesOf(is, { withEntries: true, since: was }).map(tilePath));
  const before = namesOf(was, { withEntries: true, since: was }).map(tilePath);
  for (const path of before) {
    if (needed.has(path)) continue;
    await rm(join(folder, path), { force: true });
    // Others may be in it.
    await rmdir(dirname(join(folder, path))).catch(() => undefined);
  }
}

/** Entries of a mirror from a place on, a bundle at a time. */
export async function* entriesIn(
  folder: string,
  { from, size }: { from: number; size: number },
): AsyncGenerator<Buffer[]> {
  for (const name of tilesOfLevel('entries', size, from)) {
    const first = name.index * TILE_WIDTH;
    const bundle = await readFile(join(folder, tilePath(name)));
    const entries = decodeBundle(bundle, name.width);
    yield entries.slice(Math.max(0, from - first));
  }
}
