/** Gives a log back what its database lost: from a mirror, up to the checkpoint that was signed. */
import type pg from 'pg';
import { leafHash, type OpenCheckpoint } from '../../tlog/index.ts';
import { entriesIn } from './mirror.ts';
import { asSequencer, SequencerHalted } from './sequencer.ts';
import { growTrees, LEAVES_AT_ONCE, readTrees } from './trees.ts';
import { FITTING_FIELDS, WORDS, wordsOf } from './words.ts';

export type Recovery = {
  institutionId: string;
  /** A folder with entries, verified against its checkpoint. */
  folder: string;
  /** The mirror's checkpoint, opened with the log's own keys. */
  checkpoint: OpenCheckpoint;
};

/** Places `from` to `size - 1` came back; `written` of their entries were nowhere in the database. */
export type Recovered = { from: number; size: number; written: number };

/**
 * Writes the entries a restored database lacks and gives every entry of the mirror its old place, in
 * one transaction that is kept only when the tree then has the root that was signed. Entries the
 * database has without a place get theirs behind, from the sequencer.
 *
 * The connection is of the owner of the tables, with the sequencer stopped.
 *
 * @throws SequencerHalted where the database holds other entries than the mirror, or the mirror does
 *   not lead to its checkpoint
 */
export async function recover(client: pg.ClientBase, recovery: Recovery): Promise<Recovered> {
  const { institutionId, folder, checkpoint } = recovery;
  let recovered: Recovered = { from: 0, size: 0, written: 0 };
  const free = await asSequencer(client, async () => {
    await client.query("select set_config('app.institution', $1, true)", [institutionId]);
    const [tree] = await readTrees(client, [institutionId]);
    const from = tree?.size ?? 0;
    recovered = { from, size: Math.max(from, checkpoint.size), written: 0 };
    if (from >= checkpoint.size) return;
    const known = await unplaced(client, institutionId);
    let at = from;
    for await (const leaves of entriesIn(folder, { from, size: checkpoint.size })) {
      recovered.written += await place(client, institutionId, { leaves, at, known });
      at += leaves.length;
    }
    for (let left = checkpoint.size - from; left > 0; left -= LEAVES_AT_ONCE) {
      await growTrees(client, [{ institutionId }]);
    }
    await requireRoot(client, recovery);
  });
  if (!free) throw new Error('a sequencer is at work; stop it first');
  return recovered;
}

async function requireRoot(
  client: pg.ClientBase,
  { institutionId, checkpoint }: Recovery,
): Promise<void> {
  const [tree] = await readTrees(client, [institutionId]);
  if (tree?.size === checkpoint.size && tree.root.equals(checkpoint.root)) return;
  throw new SequencerHalted(
    'what the database and the mirror hold together is not what was signed; nothing was changed',
  );
}

const UNPLACED = `
select encode(e.leaf_hash, 'hex') as hash, e.id from journal_entry e
 where e.institution_id = $1 and not exists (select from journal_position p
   where p.institution_id = e.institution_id and p.entry_id = e.id)`;

/** Entries without a place, by the hash of their bytes. */
async function unplaced(client: pg.ClientBase, institutionId: string): Promise<Known> {
  const { rows } = await client.query<{ hash: string; id: string }>(UNPLACED, [institutionId]);
  return new Map(rows.map(({ hash, id }) => [hash, id]));
}

type Known = ReadonlyMap<string, string>;

const WRITE = `
with leaves as (
  select leaf, place from unnest($2::bytea[]) with ordinality as t (leaf, place)),
written as (
  insert into journal_entry (institution_id, leaf)
  select $1, leaf from leaves order by place returning id)
select id from written order by id`;

const PLACE = `
with placed as materialized (
  select t.entry_id, $3::bigint + t.place - 1 as position, e.written_at,
         ${FITTING_FIELDS('e.leaf')} as leaf
    from unnest($2::bigint[]) with ordinality as t (entry_id, place)
    join journal_entry e on e.institution_id = $1 and e.id = t.entry_id),
positions as (
  insert into journal_position
         (institution_id, position, entry_id, ${WORDS})
  select $1, position, entry_id, ${wordsOf('leaf', 'written_at')} from placed)
insert into journal_object (institution_id, object_type, object_id, position, object_version)
select $1, o.type, o.id, p.position, o.version from placed p, unnest((p.leaf).objects) o
 where o.type is not null and o.id is not null
on conflict do nothing`;

type Placing = { leaves: readonly Buffer[]; at: number; known: Known };

/** How many of the entries had to be written. */
async function place(
  client: pg.ClientBase,
  institutionId: string,
  { leaves, at, known }: Placing,
): Promise<number> {
  if (leaves.length === 0) return 0;
  const there = leaves.map((leaf) => known.get(leafHash(leaf).toString('hex')));
  const missing = leaves.filter((_, index) => there[index] === undefined);
  const written = await client.query<{ id: string }>(WRITE, [institutionId, missing]);
  const fresh = written.rows.map(({ id }) => id);
  const ids = there.map((id) => id ?? fresh.shift());
  await client.query(PLACE, [institutionId, ids, at]);
  return missing.length;
}
