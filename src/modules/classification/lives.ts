/**
 * What the class of a loan follows from, as dated facts. Pure; dates are ISO days, periods half-open.
 */
import type { LoanClass, LoanClassGroundCode } from '../../generated/enums.ts';
import { addDays, addMonths, daysBetween } from '../../kernel/dates.ts';

/** How a loan stands over some days: nothing of it changes but the number of days overdue. */
export type StandingPeriod = {
  readonly from: string;
  readonly to: string | null;
  /** Due date of the oldest instalment not fully paid, once that day is over. */
  readonly overdueSince: string | null;
  /** On the first day; one more on every day after it unless counting is paused by decree. */
  readonly overdueDays: number;
  readonly daysPaused: boolean;
  readonly principalFen: bigint;
};

/** Something other than delay that speaks about the class, found by people, with evidence. */
export type Ground = {
  readonly code: LoanClassGroundCode;
  readonly from: string;
  readonly to: string | null;
  /** For grounds that go by a share: exact decimal text. */
  readonly percent: string | null;
  /** For a delay of the bank's own making: the due date it began with. */
  readonly delaySince: string | null;
};

/** A class three people have decided on, which holds until they decide anew. */
export type Decision = { readonly on: string; readonly loanClass: LoanClass };

/** Terms changed because the borrower was in difficulty. */
export type Restructuring = { readonly on: string; readonly firstDueOn: string };

/**
 * A paid-out loan as classification sees it. Standings follow each other without a gap, up to the one
 * that covers the day in question; the end of that one is the next change to come.
 */
export type LoanLife = {
  readonly id: string;
  readonly standings: readonly StandingPeriod[];
  /** Due dates of the schedule, ascending. */
  readonly dueDates: readonly string[];
  readonly grounds: readonly Ground[];
  /** In the order of their days. */
  readonly decisions: readonly Decision[];
  readonly restructurings: readonly Restructuring[];
  /** The day it was settled. */
  readonly endsOn: string | null;
};

type Period = { readonly from: string; readonly to: string | null };

export const holdsOn = ({ from, to }: Period, day: string): boolean =>
  from <= day && (to === null || day < to);

export const standingOn = (life: LoanLife, day: string): StandingPeriod | undefined =>
  life.standings.findLast((standing) => holdsOn(standing, day));

export const isOpenOn = (life: LoanLife, day: string): boolean =>
  standingOn(life, day) !== undefined && (life.endsOn === null || day < life.endsOn);

/** Days overdue on a day of a standing. */
export const overdueDaysOn = (standing: StandingPeriod, day: string): number =>
  standing.overdueDays + (isCounting(standing) ? daysBetween(standing.from, day) : 0);

const isCounting = ({ overdueSince, daysPaused }: StandingPeriod): boolean =>
  overdueSince !== null && !daysPaused;

/** The day of a standing on which the delay has lasted this long, if it comes to it. */
export function dayOfDelay(standing: StandingPeriod, days: number): string | null {
  const missing = days - standing.overdueDays;
  if (missing <= 0 || !isCounting(standing)) return null;
  const day = addDays(standing.from, missing);
  return standing.to === null || day < standing.to ? day : null;
}

/** Since when nothing has been overdue, going back from a day; null while something is. */
export function clearSince(life: LoanLife, day: string): string | null {
  const past = life.standings.filter(({ from }) => from <= day);
  const last = past.findLastIndex(({ overdueSince }) => overdueSince !== null);
  return past[last + 1]?.from ?? null;
}

type Observation = { readonly periods: number; readonly months: number };

/**
 * The first day by which this many instalments have fallen due after a day and this many months have
 * passed, whichever is longer; null where the schedule has not that many.
 */
export function observedBy(
  { dueDates }: LoanLife,
  from: string,
  { periods, months }: Observation,
): string | null {
  const last = dueDates.filter((due) => due > from)[periods - 1];
  if (last === undefined) return null;
  const [byPeriods, byMonths] = [addDays(last, 1), addMonths(from, months)];
  return byPeriods < byMonths ? byMonths : byPeriods;
}
