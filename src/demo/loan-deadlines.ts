import { addWorkingDays, workCalendar } from '../kernel/calendar.ts';
import { civilDate } from '../kernel/clock.ts';
import { deadlineRulesOn } from '../modules/loans/deadline-rules.ts';
import type { Row } from './copy.ts';
import type { Life } from './loan-life.ts';

const CALENDAR = workCalendar();

/** The deadline of the step a loan waits for, and the last day of its approval. */
export function deadlinesOf({ steps, facts }: Life): Row {
  const approved = steps.findLast(({ to_status }) => to_status === 'APPROVED');
  return {
    approval_expires_on: facts.approvedBy && approved ? expiryOf(dayOf(approved)) : null,
    ...stepDeadline(steps, facts.state),
  };
}

const dayOf = (step: Row): string => civilDate(step.taken_at as Date);

const expiryOf = (day: string): string =>
  addWorkingDays(CALENDAR, day, deadlineRulesOn(day).approvalDays).date;

function stepDeadline(steps: Life['steps'], state: Life['facts']['state']): Row {
  const entered = steps.find((step) => step.to_status === state);
  const since = entered ? dayOf(entered) : '';
  const days = entered ? deadlineRulesOn(since).stepDays[state] : undefined;
  if (days === undefined) return { step_since: null, step_days: null, step_due_on: null };
  return {
    step_since: since,
    step_days: days,
    step_due_on: addWorkingDays(CALENDAR, since, days).date,
  };
}
