/** When the present step of a loan has to be taken, counted in the institution's working days. */
import { addWorkingDays, type WorkCalendar } from '../../kernel/calendar.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { institutionCalendar } from '../calendar/index.ts';
import type { LoanRow } from './authority.ts';
import { deadlineRulesOn } from './deadline-rules.ts';
import type { LoanState } from './workflow.ts';

const NO_DEADLINE = { step_since: null, step_days: null, step_due_on: null };

type Entering = { state: LoanState; today: string };

/** The columns of the deadline of the step that waits in a state entered today. */
export async function deadlineColumns(
  tx: Tx,
  { institution_id }: Pick<LoanRow, 'institution_id'>,
  entering: Entering,
) {
  const { state, today } = entering;
  if (deadlineRulesOn(today).stepDays[state] === undefined) return NO_DEADLINE;
  return deadlineBy(await institutionCalendar(tx, institution_id), entering);
}

/** The same by a calendar that is known. */
export function deadlineBy(calendar: WorkCalendar, { state, today }: Entering) {
  const days = deadlineRulesOn(today).stepDays[state];
  if (days === undefined) return NO_DEADLINE;
  const { date } = addWorkingDays(calendar, today, days);
  return { step_since: today, step_days: days, step_due_on: date };
}

/** The last working day on which an approval of today may be acted on. */
export const approvalExpiry = (calendar: WorkCalendar, today: string): string =>
  addWorkingDays(calendar, today, deadlineRulesOn(today).approvalDays).date;

/** The step is taken: nobody has to be told of it any more. */
export async function closeEscalations(tx: Tx, loan: LoanRow, today: string): Promise<void> {
  if (loan.step_due_on === null || loan.step_due_on >= today) return;
  await tx
    .updateTable('loan_escalation')
    .set({ status: 'CLOSED', closed_on: today })
    .where('institution_id', '=', loan.institution_id)
    .where('loan_id', '=', loan.id)
    .where('status', '=', 'OPEN')
    .execute();
}
