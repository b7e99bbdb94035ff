import type { LoanClass } from '../../../src/generated/enums.ts';
import { addDays, addMonths, daysBetween } from '../../../src/kernel/dates.ts';
import { classifyLives } from '../../../src/modules/classification/class-periods.ts';
import type { LoanLife, StandingPeriod } from '../../../src/modules/classification/lives.ts';

/** Loans of these tests are paid out on this day, and their instalments fall due monthly. */
export const PAID_OUT = '2024-01-31';
export const MONTHS = 36;

export const dueOn = (number: number): string => addMonths(PAID_OUT, number);

/** By number of the instalment, from 1: how many days late it is paid; null for never. */
export type Lateness = Readonly<Record<number, number | null>>;

const PRINCIPAL = 1_000_000n;

/** How a loan stands over time whose instalments are paid on the day but for those named. */
export function standingsOf(late: Lateness, principalFen = PRINCIPAL): StandingPeriod[] {
  const instalments = Array.from({ length: MONTHS }, (_, index) => {
    const days = late[index + 1] ?? (index + 1 in late ? null : 0);
    const due = dueOn(index + 1);
    return { due, paid: days === null ? null : addDays(due, days) };
  });
  const days = instalments.flatMap(({ due, paid }) => [addDays(due, 1), ...(paid ? [paid] : [])]);
  const changes = [PAID_OUT, ...[...new Set(days)].sort()];
  return changes.map((from, index) => {
    const isOpen = ({ due, paid }: { due: string; paid: string | null }) =>
      due < from && (paid === null || from < paid);
    const since = instalments.find(isOpen)?.due ?? null;
    return {
      from,
      to: changes[index + 1] ?? null,
      overdueSince: since,
      overdueDays: since === null ? 0 : daysBetween(since, from),
      daysPaused: false,
      principalFen,
    };
  });
}

export const lifeOf = (late: Lateness = {}, more: Partial<LoanLife> = {}): LoanLife => ({
  id: 'loan',
  standings: standingsOf(late),
  dueDates: Array.from({ length: MONTHS }, (_, index) => dueOn(index + 1)),
  grounds: [],
  decisions: [],
  restructurings: [],
  endsOn: null,
  ...more,
});

/** The class of a loan on a day, and the code of the rule that decided. */
export function classOn(life: LoanLife, day: string): { loanClass: LoanClass; code: string } {
  const [found] = classifyLives([life], day).lives;
  const period = found?.periods.at(-1);
  if (!period || period.to !== null) throw new Error(`no class on ${day}`);
  return { loanClass: period.loanClass, code: period.reasons[0]?.code ?? '' };
}
