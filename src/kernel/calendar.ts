/**
 * Working days (工作日): Monday to Friday, less public holidays, plus make-up days (调休), as the
 * State Council announces them for one year at a time. Pure: no clock and no I/O.
 *
 * The library knows the years announced when it was released. Beyond them nobody knows the holidays,
 * so a count that touches such a year says so (`assumed`): its weekdays are taken for working days,
 * and whoever acts on the count has to count again once the year is announced. Announcements that
 * come later, or correct one, or hold in one territory only, are data: see `CalendarAnnouncement`.
 */
import library from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { addDays, dayNumber, daysBetween } from './dates.ts';

/**
 * The library's data rather than its functions, which read a date in the zone of the process and
 * are a day out west of Greenwich.
 */
const holidays = new Set(Object.keys(library.holidays));
const makeUps = new Set(Object.keys(library.workdays));

const yearOf = (date: string): number => Number(date.slice(0, 4));

/** Does the library know a year? One announced has its National Day; single days of the next may come with it. */
export const isBuiltIn = (year: number): boolean => holidays.has(`${year}-10-01`);

/** 1970-01-01 was a Thursday; Monday is 0. */
const weekdayOf = (date: string): number => (((dayNumber(date) + 3) % 7) + 7) % 7;
const SATURDAY = 5;

const worksByLibrary = (date: string): boolean =>
  makeUps.has(date) || (weekdayOf(date) < SATURDAY && !holidays.has(date));

/** What an announcement adds to the calendar. Dates are ISO; where two disagree the later rules. */
export type CalendarAnnouncement = {
  /** The year whose holidays it announces as a whole; null for single days of any year. */
  readonly wholeYear: number | null;
  readonly daysOff: readonly string[];
  /** Days that would be free and are worked. */
  readonly makeUpDays: readonly string[];
};

export type WorkCalendar = {
  isWorkingDay(date: string): boolean;
  /** Whether the holidays of the date's year have been announced. */
  isAnnounced(date: string): boolean;
};

/** The calendar under these announcements, in the order they were made. */
export function workCalendar(announcements: readonly CalendarAnnouncement[] = []): WorkCalendar {
  const said = new Map<string, boolean>();
  const years = new Set<number>();
  for (const { wholeYear, daysOff, makeUpDays } of announcements) {
    if (wholeYear !== null) years.add(wholeYear);
    for (const day of daysOff) said.set(day, false);
    for (const day of makeUpDays) said.set(day, true);
  }
  return {
    isWorkingDay: (date) => said.get(date) ?? worksByLibrary(date),
    isAnnounced: (date) => years.has(yearOf(date)) || isBuiltIn(yearOf(date)),
  };
}

/** `assumed`: a day on the way lies in a year not announced yet, so the count may still change. */
export type WorkingDay = { date: string; assumed: boolean };
export type WorkingDays = { days: number; assumed: boolean };

/** Holidays never come so thick that a working day is farther than this many days per working day. */
const LONGEST_WAY = 15;

/**
 * The `days`-th working day after a date, which itself does not count: a period of five working
 * days that opens on 2025-09-30 closes at the end of 2025-10-14. No days give the date itself.
 * @throws RangeError when `days` is negative or the announcements leave no working days
 */
export function addWorkingDays(calendar: WorkCalendar, from: string, days: number): WorkingDay {
  if (!Number.isInteger(days) || days < 0) throw new RangeError('days is not a whole number >= 0');
  let date = from;
  let assumed = false;
  let left = days;
  for (let steps = 0; left > 0; steps += 1) {
    if (steps > (days + 1) * LONGEST_WAY) throw new RangeError('the calendar has no working days');
    date = addDays(date, 1);
    assumed ||= !calendar.isAnnounced(date);
    if (calendar.isWorkingDay(date)) left -= 1;
  }
  return { date, assumed };
}

/** Working days after `from` up to and including `to`; none when `to` is not later. */
export function workingDaysBetween(calendar: WorkCalendar, from: string, to: string): WorkingDays {
  const dates = Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, index) =>
    addDays(from, index + 1),
  );
  return {
    days: dates.filter(calendar.isWorkingDay).length,
    assumed: dates.some((date) => !calendar.isAnnounced(date)),
  };
}
