/**
 * Calendar dates as ISO `YYYY-MM-DD` text: no clock, no time zone, no I/O. A `Date` object
 * never leaves this file, because a date of the field (birth, due date, effective date) has no
 * time of day.
 */
const DATE_LENGTH = 10;
const ZERO = 48;
const MONTHS_PER_YEAR = 12;

type DateParts = { year: number; month: number; day: number };

/** Days in a month of the proleptic Gregorian calendar; `month` is 1 to 12. */
function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (month === 2) return leap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The number these places write; NaN when one of them is no digit. Read for every figure of a loan. */
function numberAt(text: string, from: number, to: number): number {
  let value = 0;
  for (let place = from; place < to; place += 1) {
    const digit = text.charCodeAt(place) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function readParts(text: string): DateParts | undefined {
  if (text.length !== DATE_LENGTH || text[4] !== '-' || text[7] !== '-') return undefined;
  const parts = {
    year: numberAt(text, 0, 4),
    month: numberAt(text, 5, 7),
    day: numberAt(text, 8, 10),
  };
  const { year, month, day } = parts;
  // Each holds for numbers alone.
  const exists = year >= 1 && month >= 1 && month <= MONTHS_PER_YEAR;
  return exists && day >= 1 && day <= daysInMonth(year, month) ? parts : undefined;
}

function requireParts(text: string): DateParts {
  const parts = readParts(text);
  if (!parts) throw new RangeError('not a calendar date of the form YYYY-MM-DD');
  return parts;
}

function writeParts({ year, month, day }: DateParts): string {
  const text = `${year}`.padStart(4, '0');
  return `${text}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`;
}

/**
 * True for text that names a day that exists, such as `2024-02-29`; false for `2023-02-29` or
 * `2024-2-9`.
 */
export function isCalendarDate(text: string): boolean {
  return readParts(text) !== undefined;
}

/**
 * Days since 1970-01-01, negative before it. Throws RangeError when the text is not a calendar
 * date.
 */
export function dayNumber(date: string): number {
  const { year, month, day } = requireParts(date);
  // Years that begin in March end with the leap day.
  const from = month > 2 ? year : year - 1;
  const before = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return daysBefore(from) + before - EPOCH_DAY;
}

/** Days from 1 March of the year 0 to 1 March of this one. */
const daysBefore = (year: number): number =>
  365 * year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
/** 1970-01-01, so counted. */
const EPOCH_DAY = 719_468;
const DAYS_IN_400_YEARS = 146_097;

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** The date `days` days later (earlier when negative). */
export function addDays(date: string, days: number): string {
  return writeParts(partsOf(dayNumber(date) + days));
}

/** The date of a day number. */
function partsOf(number: number): DateParts {
  const days = number + EPOCH_DAY;
  // The year is found to within one by its mean length.
  let from = Math.floor((400 * days) / DAYS_IN_400_YEARS);
  while (daysBefore(from + 1) <= days) from += 1;
  while (daysBefore(from) > days) from -= 1;
  const inYear = days - daysBefore(from);
  const shifted = Math.floor((5 * inYear + 2) / 153);
  const day = inYear - Math.floor((153 * shifted + 2) / 5) + 1;
  return {
    year: shifted < 10 ? from : from + 1,
    month: shifted < 10 ? shifted + 3 : shifted - 9,
    day,
  };
}

/**
 * The same day `months` months later, or the last day of that month when it is shorter. Count
 * from the first date of a series, not from the date before: 31 January, 28 February, 31 March.
 */
export function addMonths(date: string, months: number): string {
  const { year, month, day } = requireParts(date);
  const index = year * MONTHS_PER_YEAR + (month - 1) + months;
  const moved = { year: Math.floor(index / MONTHS_PER_YEAR), month: (index % MONTHS_PER_YEAR) + 1 };
  return writeParts({ ...moved, day: Math.min(day, daysInMonth(moved.year, moved.month)) });
}
