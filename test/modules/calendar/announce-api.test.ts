import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';

const ASK =
  'query ($from: Date!, $days: Int!) { calendarWorkingDay(from: $from, days: $days) { date assumed } }';

test('an institution announces what the built-in calendar does not know', async (t) => {
  const app = await testApp(t);
  const administrator = app.as('administrator');
  const after = async (who: string, from: string, days: number) =>
    (await app.as(who).query(ASK, { from, days })).calendarWorkingDay;
  const announce = (input: object) =>
    administrator.command('calendar.announce', {
      title: '放假安排',
      legalBasis: '测试通知',
      daysOff: [],
      makeUpDays: [],
      ...input,
    });

  t.same(await after('grid.officer', '2025-09-30', 5), { date: '2025-10-14', assumed: false });
  t.same(await after('grid.officer', '2094-12-30', 3), { date: '2095-01-04', assumed: true });

  await announce({ wholeYear: 2094, daysOff: ['2094-10-01'] });
  await announce({ wholeYear: 2095, daysOff: ['2095-01-03'], makeUpDays: ['2095-01-08'] });
  t.same(await after('grid.officer', '2094-12-30', 3), { date: '2095-01-05', assumed: false });
  t.same(
    await after('other.grid.officer', '2094-12-30', 3),
    { date: '2095-01-04', assumed: true },
    'for nobody else',
  );

  await announce({ daysOff: ['2025-10-09'] });
  t.same(await after('grid.officer', '2025-09-30', 1), { date: '2025-10-10', assumed: false });
  await announce({ makeUpDays: ['2025-10-09'] });
  t.same(await after('grid.officer', '2025-09-30', 1), { date: '2025-10-09', assumed: false });

  const { calendarAnnouncements } = await app.as('auditor').query(
    `{ calendarAnnouncements(first: 10, filter: { wholeYear: 2095 }) {
      nodes { wholeYear daysOff makeUpDays announcedBy { code } } } }`,
  );
  t.same(calendarAnnouncements.nodes, [
    {
      wholeYear: 2095,
      daysOff: ['2095-01-03'],
      makeUpDays: ['2095-01-08'],
      announcedBy: { code: 'administrator' },
    },
  ]);
});

test('announcements that cannot be meant are refused', async (t) => {
  const app = await testApp(t);
  const code = (who: string, input: object) =>
    codeOf(app.as(who), 'calendar.announce', {
      title: '放假安排',
      legalBasis: '测试通知',
      daysOff: [],
      makeUpDays: [],
      ...input,
    });
  t.equal(await code('administrator', {}), 'calendar.nothing_announced');
  const both = { daysOff: ['2027-01-01'], makeUpDays: ['2027-01-01'] };
  t.equal(await code('administrator', both), 'calendar.day_twice');
  const slip = { wholeYear: 2027, daysOff: ['2026-10-01'] };
  t.equal(await code('administrator', slip), 'calendar.day_outside_year');
  t.equal(await code('administrator', { daysOff: ['2027-02-29'] }), 'input.invalid');
  t.equal(await code('grid.manager', { daysOff: ['2027-01-01'] }), 'auth.forbidden');
});
