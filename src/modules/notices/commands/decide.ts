import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { institutionCalendar } from '../../calendar/index.ts';
import { lastDayOf } from '../entry-clock.ts';
import { lendersOf } from '../sources.ts';
import {
  type EntryRow,
  lapseObjections,
  nextState,
  onObjection,
  saveEntry,
  settled,
} from '../stored.ts';

export const decideObjection = command({
  name: 'notice.decide',
  permission: 'notice.decide',
  scope: 'references',
  title: { en: 'Decide on an objection', zh: '处理异议' },
  description: {
    en: 'With a reason, by a person who neither rated, set the grade nor took the objection down. Upheld, the entry comes off the notice and does not take effect; dismissed, its remaining working days run on once no objection is open.',
    zh: '由评级人、等级调整人、登记人以外的人员说明理由后决定。异议成立的，对象撤下、不生效；不成立的，在无其他未决异议后继续计算剩余工作日。',
  },
  on: onObjection,
  input: z.object({ uphold: z.boolean() }),
  result: z.object({ objection: ref('NoticeObjection'), entry: ref('NoticeEntry') }),
  acts: ['notice-objection.upheld', 'notice-objection.dismissed'],
  reasonRequired: true,
  errors: ['notice.objection_decided', 'notice.separation_of_duties'],
  async handler(tx, { uphold }, { actor, emit, reason, target, today }) {
    const { institutionId, personId } = actor;
    if (target.status !== 'OPEN') throw refuse('notice.objection_decided');
    const entry = await lockEntry(tx, institutionId, target.notice_entry_id);
    await mustBeSomebodyElse(tx, { entry, recordedBy: target.recorded_by, personId });
    const { version } = await tx
      .updateTable('notice_objection')
      .set({
        status: uphold ? 'UPHELD' : 'DISMISSED',
        decided_by: personId,
        decided_on: today,
        decision_reason: reason,
      })
      .where('institution_id', '=', institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const changed = uphold ? await takeOff(tx, entry, today) : await runOn(tx, entry, today);
    const act = uphold ? 'notice-objection.upheld' : 'notice-objection.dismissed';
    const objects = [
      { type: 'NoticeObjection', id: target.id, version },
      ...changed,
      { type: 'Customer', id: entry.customer_id },
    ];
    emit(act, objects, { ground: target.ground });
    return { objection: target.id, entry: entry.id };
  },
});

const lockEntry = (tx: Tx, institutionId: string, id: string): Promise<EntryRow> =>
  tx
    .selectFrom('notice_entry')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();

type Deciding = { entry: EntryRow; recordedBy: string | null; personId: string };

async function mustBeSomebodyElse(tx: Tx, { entry, recordedBy, personId }: Deciding) {
  if (recordedBy === personId) throw refuse('notice.separation_of_duties');
  const { institution_id: institutionId, loan_id: loanId } = entry;
  const lenders = loanId === null ? [] : await lendersOf(tx, { institutionId, loanId });
  if (lenders.includes(personId)) throw refuse('notice.separation_of_duties');
  if (entry.rating_id === null) return;
  const { rated_by: rater, adjusted_by: adjuster } = await tx
    .selectFrom('rating')
    .select(['rated_by', 'adjusted_by'])
    .where('institution_id', '=', entry.institution_id)
    .where('id', '=', entry.rating_id)
    .executeTakeFirstOrThrow();
  if (rater === personId || adjuster === personId) throw refuse('notice.separation_of_duties');
}

async function takeOff(tx: Tx, entry: EntryRow, today: string) {
  const saved = await saveEntry(tx, entry, settled(nextState(entry, 'upheld'), today));
  return [saved, ...(await lapseObjections(tx, entry))];
}

/** The clock runs on from the day after the last decision, with the days that were left. */
async function runOn(tx: Tx, entry: EntryRow, today: string) {
  const other = await tx
    .selectFrom('notice_objection')
    .select('id')
    .where('institution_id', '=', entry.institution_id)
    .where('notice_entry_id', '=', entry.id)
    .where('status', '=', 'OPEN')
    .limit(1)
    .executeTakeFirst();
  if (other) return [{ type: 'NoticeEntry', id: entry.id, version: entry.version }];
  const calendar = await institutionCalendar(tx, entry.institution_id);
  const { date } = lastDayOf(calendar, { from: today, days: entry.running_days });
  const status = nextState(entry, 'dismissed');
  return [await saveEntry(tx, entry, { status, running_from: today, closes_on: date })];
}
