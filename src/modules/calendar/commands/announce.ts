import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, ref, text } from '../../../kernel/commands/input.ts';
import { addDays } from '../../../kernel/dates.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';

const MOST_DAYS = 100;
const FIRST_YEAR = 2000;
const LAST_YEAR = 2199;
/** Holidays around New Year reach into the neighbouring year. */
const DAYS_ACROSS = 7;

export const announceCalendar = command({
  name: 'calendar.announce',
  permission: 'calendar.manage',
  scope: 'institution',
  title: { en: 'Announce holidays and make-up days', zh: '录入放假调休安排' },
  description: {
    en: 'Adds to the calendar all working-day periods are counted by: a year announced since the software came, a correction, or a local holiday. What was announced later rules. Running periods are counted again when they close.',
    zh: '补充计算工作日期限所用的日历：新公布的年度安排、临时调整或地方性假日；后录入者优先。正在进行的期限在届满时重新计算。',
  },
  input: z.object({
    title: text(128),
    legalBasis: text(300).describe('Who announced it where. 公布机关及文号'),
    wholeYear: z
      .number()
      .int()
      .min(FIRST_YEAR)
      .max(LAST_YEAR)
      .optional()
      .describe('The year whose holidays are hereby all known. 完整公布的年度'),
    daysOff: z.array(date()).max(MOST_DAYS),
    makeUpDays: z.array(date()).max(MOST_DAYS),
  }),
  result: z.object({ announcement: ref('CalendarAnnouncement') }),
  acts: ['calendar.announced'],
  errors: ['calendar.nothing_announced', 'calendar.day_twice', 'calendar.day_outside_year'],
  async handler(tx, input, { actor, emit }) {
    const { wholeYear, daysOff, makeUpDays } = input;
    mustBelong(wholeYear, { daysOff, makeUpDays });
    const announcement = newId();
    await tx
      .insertInto('calendar_announcement')
      .values({
        institution_id: actor.institutionId,
        id: announcement,
        title: input.title,
        legal_basis: input.legalBasis,
        whole_year: wholeYear ?? null,
        days_off: daysOff,
        make_up_days: makeUpDays,
        announced_by: actor.personId,
      })
      .execute();
    emit('calendar.announced', [{ type: 'CalendarAnnouncement', id: announcement, version: 1 }], {
      wholeYear: wholeYear ?? null,
      daysOff,
      makeUpDays,
    });
    return { announcement };
  },
});

type Days = { daysOff: readonly string[]; makeUpDays: readonly string[] };

/** A slip of the year would leave holidays where nobody looks for them. */
function mustBelong(wholeYear: number | undefined, days: Days): void {
  if (wholeYear === undefined) return;
  const first = addDays(`${wholeYear}-01-01`, -DAYS_ACROSS);
  const last = addDays(`${wholeYear}-12-31`, DAYS_ACROSS);
  for (const field of ['daysOff', 'makeUpDays'] as const) {
    const index = days[field].findIndex((day) => day < first || last < day);
    if (index >= 0) throw refuse('calendar.day_outside_year', { path: [field, index] });
  }
}
