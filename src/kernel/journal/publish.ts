/** Signing what was sealed: after the sealing's commit, by the process that has the key. */
import type pg from 'pg';
import { checkpointText, type Signer, signNote } from '../../tlog/index.ts';
import { type ForkGuard, requireContinued } from './fork-guard.ts';
import { heldByStandbys } from './held-by-standbys.ts';
import { asSequencer } from './sequencer.ts';
import { readTrees, type Tree, type Watch } from './trees.ts';

export type Signing = {
  /** What every log's name begins with; the institution's code follows. */
  origin: string;
  guard: ForkGuard;
  /** The keys that sign a log of this name: more than one while keys are turned over. */
  signersOf(origin: string): readonly Signer[];
};

/** A log's name in its notes, where its tiles lie too: a URL prefix without its scheme. */
export const originOf = (base: string, code: string): string => `${base}/${code}`;

/** Lets no tree grow that does not continue what was signed. */
export const watchFor =
  ({ origin, guard }: Signing): Watch =>
  async (client, trees) => {
    for (const tree of trees) {
      if (tree.code === null) continue;
      await requireContinued(client, { guard, origin: originOf(origin, tree.code), tree });
    }
  };

const UNSIGNED = `
select i.institution_id as id from institution i
  join journal_tree head on head.institution_id = i.institution_id
 where ($2::uuid[] is null or i.institution_id = any ($2))
   and not exists (select from journal_checkpoint c
     where c.institution_id = i.institution_id and c.origin = $1 || '/' || i.code
       and c.size = head.size)`;

/** `isAll` is false where something is left: another sequencer is at work, or was in between. */
export type Published = { signed: number; isAll: boolean };

/**
 * Signs the newest root of these logs, or of all, where it is not signed yet. Under the sequencer's
 * lock, so that no log grows between the look and the signature, and never past what the standbys
 * have.
 *
 * @throws SequencerHalted where a log does not continue what was signed of it
 * @throws StandbyNotWaitedFor
 */
export async function publish(
  client: pg.ClientBase,
  signing: Signing,
  institutionIds: readonly string[] | null,
): Promise<Published> {
  const held = await heldByStandbys(client);
  const published = { signed: 0, isAll: true };
  const isFree = await asSequencer(client, async () => {
    const { rows } = await client.query<{ id: string }>(UNSIGNED, [signing.origin, institutionIds]);
    if (rows.length === 0) return;
    const unsigned = await readTrees(
      client,
      rows.map(({ id }) => id),
    );
    await watchFor(signing)(client, unsigned);
    const trees = unsigned.filter(
      ({ institutionId, size }) => size <= (held.get(institutionId) ?? 0),
    );
    published.isAll = trees.length === unsigned.length;
    const signed = trees.flatMap((tree) => signedBy(signing, tree));
    // On disk before anyone can read it: whatever happens next, this much is known to be signed.
    await Promise.all(signed.map(({ origin, note }) => signing.guard.keep(origin, note)));
    await keepNotes(client, signed);
    published.signed = signed.length;
  });
  return isFree ? published : { signed: 0, isAll: false };
}

/** Looks at all logs as they are, before anything is sealed. @throws SequencerHalted */
export async function requireAllContinued(client: pg.ClientBase, signing: Signing): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    'select institution_id as id from institution',
  );
  for (const { id } of rows) await watchFor(signing)(client, await readTrees(client, [id]));
}

type SignedTree = Tree & { origin: string; note: string };

function signedBy(signing: Signing, tree: Tree): SignedTree[] {
  if (tree.code === null) return [];
  const origin = originOf(signing.origin, tree.code);
  const { size, root } = tree;
  const note = signNote(checkpointText({ origin, size, root }), signing.signersOf(origin));
  return [{ ...tree, origin, note }];
}

/** A size that has another root already is refused by the checkpoint's reference to it. */
const KEEP = `
with roots as (
  insert into journal_root (institution_id, size, root)
  select * from unnest($1::uuid[], $3::bigint[], $4::bytea[])
  on conflict (institution_id, size) do nothing)
insert into journal_checkpoint (institution_id, origin, size, root, note)
select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bytea[], $5::text[])`;

async function keepNotes(client: pg.ClientBase, signed: readonly SignedTree[]): Promise<void> {
  await client.query(KEEP, [
    signed.map(({ institutionId }) => institutionId),
    signed.map(({ origin }) => origin),
    signed.map(({ size }) => size),
    signed.map(({ root }) => root),
    signed.map(({ note }) => note),
  ]);
}
