import { addMonths, dayNumber, daysBetween } from '../../kernel/dates.ts';
import type { DayCount, Rounding } from './terms.ts';

/** A common multiple of 360, 365 and 366: a day of any year is a whole number of these parts. */
const YEAR = 1_603_080n;
const DAY_OF = { THIRTY_360: YEAR / 360n, ACTUAL_360: YEAR / 360n, ACTUAL_365: YEAR / 365n };
const DAY_OF_COMMON_YEAR = YEAR / 365n;
const DAY_OF_LEAP_YEAR = YEAR / 366n;
/** A fen, in what a fen at a millionth of a percent over a part of a year earns. */
const FEN = 100n * 1_000_000n * YEAR;
const DAYS_PER_MONTH = 30;
const MONTHS_PER_YEAR = 12;

/** How days are counted, and the day months are counted from. */
export type DayBasis = { readonly dayCount: DayCount; readonly anchor: string };

/** A balance that bears interest at one rate, until the next stretch begins. */
export type Stretch = {
  readonly from: string;
  readonly balanceFen: bigint;
  /** Millionths of a percentage point a year. */
  readonly rate: bigint;
  readonly subsidyRate: bigint;
  /** What of the balance is subsidised, if it is. */
  readonly subsidisedFen: bigint;
  readonly basis: DayBasis;
};

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const yearOf = (date: string): number => Number(date.slice(0, 4));

/** Months of thirty days since the anchor, however long, and days since the last of them. */
function thirtyDayCount(anchor: string, date: string): number {
  const monthOf = (text: string) => yearOf(text) * MONTHS_PER_YEAR + Number(text.slice(5, 7));
  const guess = monthOf(date) - monthOf(anchor);
  const months = addMonths(anchor, guess) > date ? guess - 1 : guess;
  const days = daysBetween(addMonths(anchor, months), date);
  return months * DAYS_PER_MONTH + days;
}

/** Days from the first of January of the year 1 to a date, leap years apart from the others. */
function actualParts(from: string, to: string): bigint {
  let parts = 0n;
  for (let year = yearOf(from); year <= yearOf(to); year += 1) {
    const first = `${String(year).padStart(4, '0')}-01-01`;
    const next = `${String(year + 1).padStart(4, '0')}-01-01`;
    const days = dayNumber(to < next ? to : next) - dayNumber(from > first ? from : first);
    parts += BigInt(days) * (isLeap(year) ? DAY_OF_LEAP_YEAR : DAY_OF_COMMON_YEAR);
  }
  return parts;
}

/**
 * What part of a year lies between two days, in 1,603,080ths: exact, and the parts of a period add
 * up to the whole wherever it is cut.
 */
export function yearParts({ dayCount, anchor }: DayBasis, from: string, to: string): bigint {
  if (to <= from) return 0n;
  if (dayCount === 'ACTUAL_ACTUAL') return actualParts(from, to);
  const days =
    dayCount === 'THIRTY_360'
      ? thirtyDayCount(anchor, to) - thirtyDayCount(anchor, from)
      : daysBetween(from, to);
  return BigInt(days) * DAY_OF[dayCount];
}

/** A quotient of whole numbers, none negative, as a whole number. */
export function rounded(value: bigint, by: bigint, rounding: Rounding): bigint {
  const down = value / by;
  const rest = value % by;
  if (rest === 0n || rounding === 'DOWN') return down;
  if (rounding === 'UP' || rest * 2n > by) return down + 1n;
  const isHalf = rest * 2n === by;
  return isHalf && (rounding === 'HALF_UP' || down % 2n === 1n) ? down + 1n : down;
}

/** What a period costs: the borrower's part and the part somebody else pays. */
export type Interest = { readonly interestFen: bigint; readonly subsidisedFen: bigint };

/**
 * The interest of stretches, one after the other until a day: everything is multiplied first and
 * divided once, so the one rounding is the one to whole fen. The subsidised part is rounded by
 * itself; both together are the whole.
 */
export function interestOf(
  stretches: readonly Stretch[],
  until: string,
  rounding: Rounding,
): Interest {
  let whole = 0n;
  let subsidised = 0n;
  for (const [index, stretch] of stretches.entries()) {
    const end = stretches[index + 1]?.from ?? until;
    const parts = yearParts(stretch.basis, stretch.from, end < until ? end : until);
    whole += stretch.balanceFen * stretch.rate * parts;
    subsidised += stretch.subsidisedFen * stretch.subsidyRate * parts;
  }
  const subsidisedFen = rounded(subsidised, FEN, rounding);
  return { interestFen: rounded(whole, FEN, rounding) - subsidisedFen, subsidisedFen };
}
