/** When a level has to decide a change of a loan, counted in the institution's working days. */
import { addWorkingDays } from '../../kernel/calendar.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { institutionCalendar } from '../calendar/index.ts';
import { deadlineRulesOn } from '../loans/index.ts';
import type { ChangeRow } from './stored-changes.ts';

export const NO_DEADLINE = { step_since: null, step_days: null, step_due_on: null };

/** The columns of the deadline of a level that begins today. */
export async function deadlineFrom(
  tx: Tx,
  { institution_id }: Pick<ChangeRow, 'institution_id'>,
  today: string,
) {
  const { changeDays } = deadlineRulesOn(today);
  const calendar = await institutionCalendar(tx, institution_id);
  const { date } = addWorkingDays(calendar, today, changeDays);
  return { step_since: today, step_days: changeDays, step_due_on: date };
}

/** The level has decided: nobody has to be told of it any more. */
export async function closeEscalations(tx: Tx, change: ChangeRow, today: string): Promise<void> {
  if (change.step_due_on === null || change.step_due_on >= today) return;
  await tx
    .updateTable('loan_change_escalation')
    .set({ status: 'CLOSED', closed_on: today })
    .where('institution_id', '=', change.institution_id)
    .where('change_id', '=', change.id)
    .where('status', '=', 'OPEN')
    .execute();
}
