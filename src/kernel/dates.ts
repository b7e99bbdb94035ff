/**
 * Calendar dates as ISO `YYYY-MM-DD` text: no clock, no time zone, no I/O. A `Date` object
 * never leaves this file, because a date of the field (birth, due date, effective date) has no
 * time of day.
 */
const DATE_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const MILLISECONDS_PER_DAY = 86_400_000;
const MONTHS_PER_YEAR = 12;

type DateParts = { year: number; month: number; day: number };

/** Days in a month of the proleptic Gregorian calendar; `month` is 1 to 12. */
function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (month === 2) return leap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function readParts(text: string): DateParts | undefined {
  const match = DATE_PATTERN.exec(text);
  if (!match) return undefined;
  const parts = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  const inRange = parts.year >= 1 && parts.month >= 1 && parts.month <= MONTHS_PER_YEAR;
  if (!inRange || parts.day < 1 || parts.day > daysInMonth(parts.year, parts.month))
    return undefined;
  return parts;
}

function requireParts(text: string): DateParts {
  const parts = readParts(text);
  if (!parts) throw new RangeError('not a calendar date of the form YYYY-MM-DD');
  return parts;
}

function writeParts({ year, month, day }: DateParts): string {
  const pad = (value: number, width: number) => String(value).padStart(width, '0');
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
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
  // setUTCFullYear, because Date.UTC reads the years 0 to 99 as 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, day) / MILLISECONDS_PER_DAY;
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** The date `days` days later (earlier when negative). */
export function addDays(date: string, days: number): string {
  const moved = new Date((dayNumber(date) + days) * MILLISECONDS_PER_DAY);
  return moved.toISOString().slice(0, 10);
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
