import { z } from 'zod';
import { addWorkingDays } from '../../kernel/calendar.ts';
import { date } from '../../kernel/commands/input.ts';
import { read } from '../../kernel/queries/read.ts';
import { institutionCalendar } from './institution-calendar.ts';

const MOST_DAYS = 250;

const workingDay = read({
  name: 'calendar.working-day',
  permission: 'calendar.read',
  scope: 'references',
  title: { en: 'The last day of a period in working days', zh: '工作日期限届满日' },
  input: z.object({ from: date(), days: z.number().int().min(0).max(MOST_DAYS) }),
  cost: 2,
  async run(db, { from, days }, { actor }) {
    return addWorkingDays(await institutionCalendar(db, actor.institutionId), from, days);
  },
});

export const calendarReads = [workingDay];
