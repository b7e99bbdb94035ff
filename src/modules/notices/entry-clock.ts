/** The clock of an entry: working days that run, stop with an objection, and run on. Pure. */
import { addWorkingDays, type WorkCalendar, workingDaysBetween } from '../../kernel/calendar.ts';
import { addDays } from '../../kernel/dates.ts';

/** `days` working days remain, counted after the day `from`. */
export type RunningClock = { readonly from: string; readonly days: number };

/**
 * The last day for objections; `assumed` while a year on the way is not announced.
 */
export const lastDayOf = (calendar: WorkCalendar, { from, days }: RunningClock) =>
  addWorkingDays(calendar, from, days);

/**
 * Working days left when the clock stops on a day. The day itself is not used up, so that stopping
 * never shortens the time an entry is on show.
 */
export const daysLeft = (
  calendar: WorkCalendar,
  { from, days }: RunningClock,
  stoppedOn: string,
): number => days - workingDaysBetween(calendar, from, addDays(stoppedOn, -1)).days;
