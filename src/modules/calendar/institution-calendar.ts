import { sql } from 'kysely';
import { type WorkCalendar, workCalendar } from '../../kernel/calendar.ts';
import { type Db, type Given, kept } from '../../kernel/db/index.ts';

const announcements = kept((db, of: Given<{ institutionId: string }>) =>
  db
    .selectFrom('calendar_announcement')
    .select([
      'whole_year as wholeYear',
      sql<string[]>`days_off::text[]`.as('daysOff'),
      sql<string[]>`make_up_days::text[]`.as('makeUpDays'),
    ])
    .where('institution_id', '=', of.institutionId)
    .orderBy('id'),
);

/**
 * The calendar an institution counts by: the built-in one under its own announcements. The latest
 * announcement rules where two speak of one day.
 */
export async function institutionCalendar(db: Db, institutionId: string): Promise<WorkCalendar> {
  return workCalendar(await announcements(db, { institutionId }));
}
