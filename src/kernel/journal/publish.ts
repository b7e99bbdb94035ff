/** Signing what was sealed: after the sealing's commit, by the process that has the key. */
import type pg from 'pg';
import { checkpointText, type Signer, signNote } from '../../tlog/index.ts';
import { type ForkGuard, requireContinued } from './fork-guard.ts';
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
  cross join lateral (
    select r.size from journal_root r where r.institution_id = i.institution_id
     order by r.size desc limit 1) head
 where ($2::uuid[] is null or i.institution_id = any ($2))
   and not exists (select from journal_checkpoint c
     where c.institution_id = i.institution_id and c.origin = $1 || '/' || i.code
       and c.size = head.size)`;

/**
 * Signs the newest root of these logs, or of all, where it is not signed yet. Under the sequencer's
 * lock, so that no log grows between the look and the signature. False while another sequencer is
 * at work.
 *
 * @throws SequencerHalted where a log does not continue what was signed of it
 */
export const publish = (
  client: pg.ClientBase,
  signing: Signing,
  institutionIds: readonly string[] | null,
): Promise<boolean> =>
  asSequencer(client, async () => {
    const { rows } = await client.query<{ id: string }>(UNSIGNED, [signing.origin, institutionIds]);
    if (rows.length === 0) return;
    const trees = await readTrees(
      client,
      rows.map(({ id }) => id),
    );
    await watchFor(signing)(client, trees);
    const signed = trees.flatMap((tree) => signedBy(signing, tree));
    // On disk before anyone can read it: whatever happens next, this much is known to be signed.
    await Promise.all(signed.map(({ origin, note }) => signing.guard.keep(origin, note)));
    await keepNotes(client, signed);
  });

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

const KEEP = `
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
