import { addDays, daysBetween } from '../../kernel/dates.ts';
import { type Account, type Pause, poured } from './account.ts';
import type { LineState, Poured } from './pour.ts';

/** Amounts and days of a loan that stay the same for a while. */
export type Figures = {
  readonly outstandingPrincipalFen: bigint;
  /** Of the whole schedule, later periods included; what somebody else pays is not in it. */
  readonly outstandingInterestFen: bigint;
  readonly penaltyFen: bigint;
  readonly overduePrincipalFen: bigint;
  readonly overdueInterestFen: bigint;
  /** Due date of the oldest instalment not fully paid. */
  readonly overdueSince: string | null;
  readonly nextDueOn: string | null;
  /** Subsidised interest of instalments that have fallen due, not yet received. */
  readonly subsidyDueFen: bigint;
  /** Claims written off and not recovered. */
  readonly writtenOffPrincipalFen: bigint;
  readonly writtenOffInterestFen: bigint;
  readonly surplusFen: bigint;
};

/** Where a loan stands at the end of a day. */
export type Position = Figures & {
  readonly asOf: string;
  /** Principal, interest and penalties still to be paid under the schedule. */
  readonly outstandingTotalFen: bigint;
  /** Days since `overdueSince`, 0 on the due date itself; days that a decree paused are left out. */
  readonly overdueDays: number;
};

/** An account with all its money in place, to be looked at on several days. */
export type Balanced = { readonly account: Account; readonly poured: Poured };

export const balanced = (account: Account): Balanced => ({ account, poured: poured(account) });

const unpaidPrincipal = (line: LineState): bigint => line.principalFen - line.paidPrincipalFen;
const unpaidInterest = (line: LineState): bigint => line.interestFen - line.paidInterestFen;
const unpaidSubsidy = (line: LineState): bigint => line.subsidisedFen - line.paidSubsidyFen;
const sum = (lines: readonly LineState[], of: (line: LineState) => bigint): bigint =>
  lines.reduce((total, line) => total + of(line), 0n);

/** The first day on which an unpaid instalment counts as overdue. */
export const overdueFrom = ({ dueOn }: { dueOn: string }, { terms }: Account): string =>
  addDays(dueOn, (terms.graceDays ?? 0) + 1);

/**
 * The figures at the end of a day. An instalment is overdue from the day after it was due, or after
 * its days of grace, and then since the day it was due.
 */
export function figuresOn({ account, poured: { lines, ...rest } }: Balanced, day: string): Figures {
  const open = lines.filter((line) => line.settledOn === null);
  const dueBefore = addDays(day, -(account.terms.graceDays ?? 0));
  const overdue = open.filter(({ dueOn }) => dueOn < dueBefore);
  const charged = account.penalties.reduce((total, { amountFen }) => total + amountFen, 0n);
  const { writtenOff } = account;
  const { recovered } = rest;
  return {
    outstandingPrincipalFen: sum(open, unpaidPrincipal),
    outstandingInterestFen: sum(open, unpaidInterest),
    penaltyFen: charged - rest.paidPenaltyFen,
    overduePrincipalFen: sum(overdue, unpaidPrincipal),
    overdueInterestFen: sum(overdue, unpaidInterest),
    overdueSince: overdue[0]?.dueOn ?? null,
    nextDueOn: open.find((line) => line.dueOn >= day)?.dueOn ?? null,
    subsidyDueFen: sum(
      lines.filter((line) => line.dueOn <= day),
      unpaidSubsidy,
    ),
    writtenOffPrincipalFen: writtenOff ? writtenOff.principalFen - recovered.principalFen : 0n,
    writtenOffInterestFen: writtenOff
      ? writtenOff.interestFen +
        writtenOff.penaltyFen -
        recovered.interestFen -
        recovered.penaltyFen
      : 0n,
    surplusFen: rest.surplusFen + rest.subsidySurplusFen,
  };
}

const isPaused = (pauses: readonly Pause[], day: string): boolean =>
  pauses.some(({ from, to }) => from <= day && (to === null || day < to));

/** Days on which a decree's pauses begin or end. */
export const pauseDays = ({ pauses }: Account): string[] =>
  pauses.flatMap(({ from, to }) => (to === null ? [from] : [from, to]));

/** Do days of delay not count on a day? */
export const pausedOn = ({ pauses }: Account, day: string): boolean => isPaused(pauses, day);

/** Days after `since` up to a day, without those that were paused. */
export function overdueDaysOn(account: Account, since: string | null, day: string): number {
  if (since === null) return 0;
  const edges = pauseDays(account).filter((edge) => since < edge && edge <= day);
  const marks = [addDays(since, 1), ...new Set(edges.toSorted()), addDays(day, 1)];
  const counted = marks.slice(0, -1).map((mark, index) => {
    const next = marks[index + 1] ?? mark;
    return isPaused(account.pauses, mark) ? 0 : daysBetween(mark, next);
  });
  return counted.reduce((total, days) => total + days, 0);
}

/** Where an account stands at the end of a day, nothing having happened since. */
export function positionOf(of: Balanced, day: string): Position {
  const figures = figuresOn(of, day);
  return {
    ...figures,
    asOf: day,
    outstandingTotalFen:
      figures.outstandingPrincipalFen + figures.outstandingInterestFen + figures.penaltyFen,
    overdueDays: overdueDaysOn(of.account, figures.overdueSince, day),
  };
}
