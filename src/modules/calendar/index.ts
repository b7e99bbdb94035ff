import type { Module } from '../../kernel/module.ts';
import { announceCalendar } from './commands/announce.ts';
import './errors.ts';
import { factData } from './fact-data.ts';
import { calendarNouns } from './queries.ts';
import { calendarReads } from './reads.ts';

export { registerCalendarMetrics } from './health.ts';
export { institutionCalendar } from './institution-calendar.ts';

/** The working days an institution counts by: the public calendar and what was announced since. */
export const calendar: Module = {
  name: 'calendar',
  factData,
  nouns: calendarNouns,
  commands: [announceCalendar],
  reads: calendarReads,
};
