import type { AssignmentRole, OfficerKind } from '../../generated/enums.ts';

/** Half-open: the first day, and the first day after; null while no end is known. */
export type Period = { from: string; to: string | null };

/** Later than any day; stands for an open end where days are compared. */
const NEVER = '9999-12-31';

const endOf = (period: Period): string => period.to ?? NEVER;

const periodOf = (from: string, end: string): Period => ({ from, to: end === NEVER ? null : end });

export const isEmpty = (period: Period): boolean => period.from >= endOf(period);

export const holdsOn = (period: Period, day: string): boolean =>
  period.from <= day && day < endOf(period);

export const overlap = (a: Period, b: Period): boolean =>
  !isEmpty(a) && !isEmpty(b) && a.from < endOf(b) && b.from < endOf(a);

/** Does the outer period hold on every day of the inner one? */
export const within = (inner: Period, outer: Period): boolean =>
  outer.from <= inner.from && endOf(inner) <= endOf(outer);

/** What is left of a period from a day on; null when nothing is. */
export function fromDay(period: Period, day: string): Period | null {
  const rest = { from: period.from > day ? period.from : day, to: period.to };
  return isEmpty(rest) ? null : rest;
}

/** The parts of a period that none of the others covers, in order. */
export function subtract(period: Period, others: readonly Period[]): Period[] {
  const inTheWay = others
    .filter((other) => overlap(other, period))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const free: Period[] = [];
  let from = period.from;
  for (const other of inTheWay) {
    if (from < other.from) free.push({ from, to: other.from });
    if (from < endOf(other)) from = endOf(other);
  }
  if (from < endOf(period)) free.push(periodOf(from, endOf(period)));
  return free.filter((each) => !isEmpty(each));
}

/**
 * Who may answer for a grid, as primary, backup or stand-in: the bank's own people, part-time
 * officers and grid chiefs. The others help (网格指导员、信息员、志愿者).
 */
const ANSWERING: ReadonlySet<OfficerKind> = new Set(['FULL_TIME', 'PART_TIME', 'MANAGER', 'CHIEF']);

export const mayAnswer = (kind: OfficerKind): boolean => ANSWERING.has(kind);

/** What an assignment weighs unless it is said: all of the work, or half for who stands in. */
export const defaultWeight = (role: AssignmentRole): string => (role === 'BACKUP' ? '0.5' : '1');

/** An assignment of some grid, as far as taking it over to another grid needs. */
export type Placed = { personId: string; role: AssignmentRole; weight: string; period: Period };

/**
 * Assignments that follow a grid into another. `wanted` comes in order of preference. Where several
 * would be primary the first one is, and the others back it up, so that no household loses the
 * officer who knows it. Never two primaries on a day, nobody twice on a day, nothing over `taken`.
 */
export function placeAssignments(taken: readonly Placed[], wanted: readonly Placed[]): Placed[] {
  const placed: Placed[] = [];
  const standing = (): Placed[] => [...taken, ...placed];
  const place = (wish: Placed, role: AssignmentRole, periods: readonly Period[]): void => {
    placed.push(...periods.map((period) => ({ ...wish, role, period })));
  };
  const inOrder = [...wanted.filter(isPrimary), ...wanted.filter((wish) => !isPrimary(wish))];
  for (const wish of inOrder) {
    const own = standing().filter(({ personId }) => personId === wish.personId);
    const open = subtract(wish.period, own.map(periodOfPlaced));
    if (!isPrimary(wish)) {
      place(wish, wish.role, open);
      continue;
    }
    const primaries = standing().filter(isPrimary).map(periodOfPlaced);
    const free = open.flatMap((period) => subtract(period, primaries));
    place(wish, 'PRIMARY', free);
    place(
      wish,
      'BACKUP',
      open.flatMap((period) => subtract(period, free)),
    );
  }
  return placed;
}

const isPrimary = ({ role }: Placed): boolean => role === 'PRIMARY';
const periodOfPlaced = ({ period }: Placed): Period => period;
