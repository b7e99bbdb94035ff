import { type OpenCheckpoint, openCheckpoint } from '../checkpoint.ts';
import { TlogError } from '../errors.ts';
import type { ProofKeys } from '../proof-file.ts';
import { readRoot } from '../proofs.ts';
import { TILE_WIDTH, tileHolding } from '../tiles.ts';
import { readCheckpoint, readTile } from './files.ts';
import { locateWrongEntry } from './locate.ts';
import { buildTree, type Mirror } from './tree.ts';

/** What to hold a mirror against. */
export type MirrorChecks = {
  keys: ProofKeys;
  /** Checkpoints of this log kept from before, as notes: the mirror must go on from each of them. */
  earlier?: readonly string[];
  /** The mirror holds tiles and no entries: only the tree is checked, not what was entered. */
  hashesOnly?: boolean;
};

/**
 * Checks a mirror folder from its entries up to the signed root, and every tile on the way.
 *
 * @returns the checkpoint it is true to.
 * @throws TlogError: as `openCheckpoint`; `missing_file`, `wrong_entry` and `wrong_tile`, with the
 * first entry that fails; `not_consistent` where an earlier checkpoint is of another history.
 */
export async function verifyMirror(folder: string, checks: MirrorChecks): Promise<OpenCheckpoint> {
  const { keys, earlier = [], hashesOnly = false } = checks;
  const open = (note: string): OpenCheckpoint => openCheckpoint(note, keys.log, keys.others ?? []);
  const checkpoint = open(readCheckpoint(folder));
  // What was signed before needs the log's own signature and nobody else's.
  const before = earlier.map((note) => openCheckpoint(note, keys.log));
  const mirror: Mirror = { folder, size: checkpoint.size, hashesOnly };
  verifyTree(mirror, checkpoint.root);
  await verifyEarlier(mirror, before);
  return checkpoint;
}

function verifyTree(mirror: Mirror, root: Buffer): void {
  const built = buildTree(mirror);
  if (built.root.equals(root)) {
    if (built.wrong) throw built.wrong;
    return;
  }
  const entries = locateWrongEntry(mirror, root, built);
  throw new TlogError('wrong_entry', 'the entries do not make the tree that was signed', entries);
}

/** The tree is verified by now, so its tiles tell the roots it had. */
async function verifyEarlier(
  { folder, size }: Mirror,
  before: readonly OpenCheckpoint[],
): Promise<void> {
  let agreed = 0;
  for (const { size: oldSize, root } of before.toSorted((one, other) => one.size - other.size)) {
    if (oldSize > size) {
      const lost = { first: size, last: oldSize - 1 };
      throw new TlogError('not_consistent', `the log once had ${oldSize} entries`, lost);
    }
    const then = await readRoot(oldSize, async (tiles) =>
      tiles.map(({ level, index }) => {
        const tile = tileHolding(level, index * TILE_WIDTH, size);
        return readTile(folder, tile) ?? Buffer.alloc(0);
      }),
    );
    if (!then.equals(root)) {
      const changed = { first: agreed, last: oldSize - 1 };
      throw new TlogError(
        'not_consistent',
        `not the first ${oldSize} entries once signed`,
        changed,
      );
    }
    agreed = oldSize;
  }
}
