/** The sequencer's own memory of what it signed, outside the database and fsynced. */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { parseCheckpoint, splitNote } from '../../tlog/index.ts';
import { SequencerHalted } from './sequencer.ts';
import { rootAt, type Tree } from './trees.ts';

const PRIVATE_FOLDER = 0o700;

export type Signed = { size: number; root: Buffer };

/**
 * One file per log, the last checkpoint that was signed. A log may only grow from there: a database
 * that is behind it was restored from an older backup or lost commits in a failover, and one with
 * another root there has another history. Neither may ever be signed.
 */
export type ForkGuard = {
  last(origin: string): Promise<Signed | undefined>;
  /** Remembers a note before it is published; it is on disk when this resolves. */
  keep(origin: string, note: string): Promise<void>;
};

/** @throws Error where the folder cannot be made */
export async function openForkGuard(folder: string): Promise<ForkGuard> {
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  const pathOf = (origin: string): string =>
    join(folder, `${encodeURIComponent(origin)}.checkpoint`);
  return {
    async last(origin) {
      const note = await readFile(pathOf(origin), 'utf8').catch((error) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      return note === undefined ? undefined : signedIn(origin, note);
    },
    async keep(origin, note) {
      const path = pathOf(origin);
      await writeSynced(`${path}.new`, note);
      await rename(`${path}.new`, path);
      await syncFolder(folder);
    },
  };
}

/** A file that says nothing readable is no reason to sign anything. */
function signedIn(origin: string, note: string): Signed {
  try {
    const { size, root } = parseCheckpoint(splitNote(note).text);
    return { size, root };
  } catch (error) {
    const why = (error as Error).message;
    throw new SequencerHalted(`what was signed of ${origin} cannot be read: ${why}`);
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The rename itself must outlive a power cut too. */
async function syncFolder(folder: string): Promise<void> {
  const file = await open(folder, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @throws SequencerHalted unless the tree continues what was signed last under this name */
export async function requireContinued(
  client: pg.ClientBase,
  { guard, origin, tree }: { guard: ForkGuard; origin: string; tree: Tree },
): Promise<void> {
  const signed = await guard.last(origin);
  if (!signed) return;
  if (tree.size < signed.size) {
    throw new SequencerHalted(
      `the database holds ${tree.size} entries of ${origin}, and ${signed.size} were signed: it was ` +
        'restored from an older state, or lost commits. Nothing is signed. Rebuild what is missing ' +
        'from a mirror: npm run recover',
    );
  }
  const root =
    tree.size === signed.size ? tree.root : await rootAt(client, tree.institutionId, signed.size);
  if (root.equals(signed.root)) return;
  throw new SequencerHalted(
    `the first ${signed.size} entries of ${origin} are not those that were signed. Nothing is signed`,
  );
}
