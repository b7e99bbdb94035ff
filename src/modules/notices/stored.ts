/** Rows of notices: what the kernel locked, and the changes several commands share. */
import type { Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { RunningClock } from './entry-clock.ts';
import { type EntryAct, type EntryState, stateAfter } from './workflow.ts';

export type EntryRow = Selectable<DB['notice_entry']>;
export const onNotice = { noun: 'Notice', table: 'notice' } as const;
export const onEntry = { noun: 'NoticeEntry', table: 'notice_entry' } as const;
export const onObjection = { noun: 'NoticeObjection', table: 'notice_objection' } as const;

/** The state an act leads an entry to. @throws Refusal `notice.entry_not_listed` */
export function nextState(entry: Pick<EntryRow, 'status'>, act: EntryAct): EntryState {
  const next = stateAfter(entry.status as EntryState, act);
  if (!next) throw refuse('notice.entry_not_listed');
  return next;
}

/** The clock of an entry that runs; undefined while it stands still or is over. */
export const clockOf = (entry: EntryRow): RunningClock | undefined =>
  entry.running_from === null ? undefined : { from: entry.running_from, days: entry.running_days };

type EntryChange = Partial<
  Pick<EntryRow, 'status' | 'running_from' | 'running_days' | 'closes_on' | 'settled_on'>
>;

/** Saves a change of a locked entry. */
export async function saveEntry(tx: Tx, entry: EntryRow, change: EntryChange): Promise<FactObject> {
  const { version } = await tx
    .updateTable('notice_entry')
    .set(change)
    .where('institution_id', '=', entry.institution_id)
    .where('id', '=', entry.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return { type: 'NoticeEntry', id: entry.id, version };
}

/** Open objections to an entry that is gone need no decision any more. */
export async function lapseObjections(
  tx: Tx,
  entry: Pick<EntryRow, 'institution_id' | 'id'>,
): Promise<FactObject[]> {
  const lapsed = await tx
    .updateTable('notice_objection')
    .set({ status: 'LAPSED' })
    .where('institution_id', '=', entry.institution_id)
    .where('notice_entry_id', '=', entry.id)
    .where('status', '=', 'OPEN')
    .returning(['id', 'version'])
    .execute();
  return lapsed.map(({ id, version }) => ({ type: 'NoticeObjection', id, version }));
}

/** Stops the clock of an entry for good. */
export const settled = (status: EntryState, today: string): EntryChange => ({
  status,
  running_from: null,
  closes_on: null,
  settled_on: today,
});
