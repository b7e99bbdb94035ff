import { addDays, daysBetween } from '../../kernel/dates.ts';
import {
  balanced,
  type Figures,
  figuresOn,
  overdueDaysOn,
  overdueFrom,
  type Position,
  pauseDays,
  pausedOn,
} from './position.ts';
import type { Epoch } from './replay.ts';

/**
 * A stretch of days on which the figures of a loan stay the same, in the past as it was, in the
 * future as it will be if nothing more is paid. `validTo` null: from then on for ever.
 */
export type Standing = Figures & {
  readonly validFrom: string;
  readonly validTo: string | null;
  /** Days overdue on `validFrom`; one more on every day after it unless paused. */
  readonly overdueDays: number;
  readonly daysPaused: boolean;
};

/** Days overdue on a day of a standing. */
export function overdueDaysIn(standing: Standing, day: string): number {
  const { overdueSince, overdueDays, daysPaused, validFrom } = standing;
  const runs = overdueSince !== null && !daysPaused;
  return overdueDays + (runs ? daysBetween(validFrom, day) : 0);
}

/** Where a loan stands on a day of a standing. */
export function positionIn(standing: Standing, day: string): Position {
  const { validFrom, validTo, daysPaused, ...figures } = standing;
  return {
    ...figures,
    asOf: day,
    outstandingTotalFen:
      figures.outstandingPrincipalFen + figures.outstandingInterestFen + figures.penaltyFen,
    overdueDays: overdueDaysIn(standing, day),
  };
}

/** The days within [from, until) on which something changes though nothing happens. */
function changeDays({ from, account }: Epoch, until: string | null): string[] {
  const earliest = addDays(from, -1 - (account.terms.graceDays ?? 0));
  const near = account.lines.filter(
    ({ dueOn }) => dueOn >= earliest && (until === null || dueOn < until),
  );
  const days = near.flatMap((line) => [
    line.dueOn,
    addDays(line.dueOn, 1),
    overdueFrom(line, account),
  ]);
  const inside = [...days, ...pauseDays(account)].filter(
    (day) => day > from && (until === null || day < until),
  );
  return [from, ...new Set(inside.toSorted())];
}

function pieces(epoch: Epoch, until: string | null): Omit<Standing, 'validTo'>[] {
  const of = balanced(epoch.account);
  return changeDays(epoch, until).map((validFrom) => {
    const figures = figuresOn(of, validFrom);
    const { overdueSince } = figures;
    return {
      ...figures,
      validFrom,
      overdueDays: overdueDaysOn(epoch.account, overdueSince, validFrom),
      daysPaused: overdueSince !== null && pausedOn(epoch.account, validFrom),
    };
  });
}

const SAME: readonly (keyof Figures | 'daysPaused')[] = [
  'outstandingPrincipalFen',
  'outstandingInterestFen',
  'penaltyFen',
  'overduePrincipalFen',
  'overdueInterestFen',
  'overdueSince',
  'nextDueOn',
  'subsidyDueFen',
  'writtenOffPrincipalFen',
  'writtenOffInterestFen',
  'surplusFen',
  'daysPaused',
];

type Piece = Omit<Standing, 'validTo'>;

const continues = (before: Piece, piece: Piece): boolean =>
  SAME.every((field) => before[field] === piece[field]) &&
  overdueDaysIn({ ...before, validTo: null }, piece.validFrom) === piece.overdueDays;

/**
 * Past and future of a loan as stretches of equal figures, without gap or overlap from the day it
 * was first paid out.
 */
export function standingsOf(epochs: readonly Epoch[]): Standing[] {
  const all = epochs
    .filter(({ account }) => account.plan !== null)
    .flatMap((epoch) => pieces(epoch, nextOf(epochs, epoch)));
  const kept = all.filter((piece, index) => {
    const before = all[index - 1];
    return !before || !continues(before, piece);
  });
  return kept.map((piece, index) => ({
    ...piece,
    validTo: kept[index + 1]?.validFrom ?? null,
  }));
}

const nextOf = (epochs: readonly Epoch[], epoch: Epoch): string | null =>
  epochs[epochs.indexOf(epoch) + 1]?.from ?? null;

/** The standing on a day; undefined before the loan was paid out. */
export const standingOn = (standings: readonly Standing[], day: string): Standing | undefined =>
  standings.findLast(({ validFrom }) => validFrom <= day);
