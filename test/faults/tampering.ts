import type pg from 'pg';
import { catchUp } from '../../src/kernel/journal/sequencer.ts';

/** What somebody can do who owns the database: every trigger and policy of it can be switched off. */
const JOURNAL = [
  'journal_entry',
  'journal_position',
  'journal_object',
  'journal_tile',
  'journal_tree',
  'journal_root',
  'journal_checkpoint',
  'journal_cosignature',
];

export async function disarm(owner: pg.Client): Promise<void> {
  for (const table of JOURNAL) await owner.query(`alter table ${table} disable trigger all`);
}

/** Exchanges the words of the entry at a place; undone by exchanging them back. */
export const replaceIn = (owner: pg.Client, position: number, [from, to]: [string, string]) =>
  owner.query(
    `update journal_entry set leaf = convert_to(replace(convert_from(leaf, 'UTF8'), $2, $3), 'UTF8')
      where id = (select entry_id from journal_position where position = $1)`,
    [position, from, to],
  );

/** Two entries change places. */
export async function swap(owner: pg.Client, one: number, other: number): Promise<void> {
  await owner.query(
    `with pair as (select p.position, p.entry_id from journal_position p where position in ($1, $2)),
     leaves as (select b.entry_id, e.leaf from pair b
       join pair c on c.position <> b.position join journal_entry e on e.id = c.entry_id)
     update journal_entry e set leaf = l.leaf from leaves l where e.id = l.entry_id`,
    [one, other],
  );
}

/** Forgets all from a place on, and what was sealed and signed of the log: as an older backup has it. */
export async function cut(owner: pg.Client, size: number): Promise<void> {
  await owner.query('delete from journal_object where position >= $1', [size]);
  await owner.query(
    'delete from journal_entry where id in (select entry_id from journal_position where position >= $1)',
    [size],
  );
  await owner.query('delete from journal_position where position >= $1', [size]);
  await forgetTree(owner);
}

export async function forgetTree(owner: pg.Client): Promise<void> {
  await owner.query('delete from journal_cosignature');
  await owner.query('delete from journal_checkpoint');
  await owner.query('delete from journal_root');
  await owner.query('delete from journal_tree');
  await owner.query('delete from journal_tile');
}

/** Builds the tree of what is there now, as if it had always been so. */
export async function rebuildTree(sequencer: pg.Client): Promise<void> {
  for (let more = true; more; ) more = await catchUp(sequencer);
}
