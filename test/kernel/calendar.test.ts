import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { test } from 'tap';
import {
  addWorkingDays,
  type CalendarAnnouncement,
  workCalendar,
  workingDaysBetween,
} from '../../src/kernel/calendar.ts';
import { addDays } from '../../src/kernel/dates.ts';
import { fc } from '../helpers/property.ts';

const calendar = workCalendar();

test('working days, holidays and make-up days', async (t) => {
  const table: [string, boolean][] = [
    ['2025-09-30', true],
    ['2025-10-01', false],
    ['2025-10-08', false],
    ['2025-10-09', true],
    ['2025-10-11', true],
    ['2025-10-12', false],
    ['2026-02-14', true],
    ['2026-02-17', false],
    ['2026-02-28', true],
    ['2026-03-01', false],
    ['2026-03-02', true],
  ];
  for (const [date, working] of table) t.equal(calendar.isWorkingDay(date), working, date);
});

test('a period counts working days after the day it opens', async (t) => {
  const table: [string, number, string][] = [
    ['2025-09-30', 5, '2025-10-14'],
    ['2025-09-30', 0, '2025-09-30'],
    ['2025-10-04', 0, '2025-10-04'],
    ['2025-10-04', 1, '2025-10-09'],
    ['2025-10-10', 1, '2025-10-11'],
    ['2025-10-10', 2, '2025-10-13'],
    ['2026-02-13', 1, '2026-02-14'],
    ['2026-02-14', 1, '2026-02-24'],
    ['2026-03-02', 5, '2026-03-09'],
    ['2026-03-02', 7, '2026-03-11'],
  ];
  for (const [from, days, date] of table) {
    t.same(addWorkingDays(calendar, from, days), { date, assumed: false }, `${from} + ${days}`);
    t.equal(workingDaysBetween(calendar, from, date).days, days, `${from} to ${date}`);
  }
  t.equal(workingDaysBetween(calendar, '2026-03-09', '2026-03-02').days, 0);
  t.throws(() => addWorkingDays(calendar, '2026-03-02', -1), RangeError);
  t.throws(() => addWorkingDays(calendar, '2026-03-02', 1.5), RangeError);
});

test('beyond the last announced year a count says that it assumes', async (t) => {
  const far = '2094-12-30';
  t.equal(calendar.isAnnounced('2026-12-31'), true);
  t.equal(calendar.isAnnounced('2094-10-01'), false);
  t.equal(calendar.isAnnounced('1994-10-01'), false);
  t.same(addWorkingDays(calendar, far, 3), { date: '2095-01-04', assumed: true });
  t.equal(workingDaysBetween(calendar, far, '2095-01-04').assumed, true);
  const announced = workCalendar([
    { wholeYear: 2094, daysOff: [], makeUpDays: [] },
    { wholeYear: 2095, daysOff: ['2095-01-03'], makeUpDays: ['2095-01-08'] },
  ]);
  t.same(addWorkingDays(announced, far, 3), { date: '2095-01-05', assumed: false });
  t.equal(announced.isWorkingDay('2095-01-08'), true);
});

test('a later announcement corrects an earlier one, and the library', async (t) => {
  const extended: CalendarAnnouncement = {
    wholeYear: null,
    daysOff: ['2026-02-24'],
    makeUpDays: ['2026-02-17'],
  };
  const corrected: CalendarAnnouncement = {
    wholeYear: null,
    daysOff: ['2026-02-17'],
    makeUpDays: [],
  };
  const both = workCalendar([extended, corrected]);
  t.equal(both.isWorkingDay('2026-02-24'), false);
  t.equal(both.isWorkingDay('2026-02-17'), false);
  t.equal(workCalendar([extended]).isWorkingDay('2026-02-17'), true);
});

test('a calendar without working days is refused, not searched for ever', async (t) => {
  const never = { isWorkingDay: () => false, isAnnounced: () => true };
  t.throws(() => addWorkingDays(never, '2026-03-02', 1), /no working days/);
});

test('adding and counting agree, and adding is associative', async (t) => {
  const day = fc.integer({ min: 0, max: 4_000 }).map((offset) => addDays('2016-01-01', offset));
  const few = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(day, few, few, (from, first, second) => {
      const once = addWorkingDays(calendar, from, first + second).date;
      const twice = addWorkingDays(calendar, addWorkingDays(calendar, from, first).date, second);
      return (
        once === twice.date && workingDaysBetween(calendar, from, once).days === first + second
      );
    }),
    { numRuns: 200 },
  );
  t.pass();
});

test('the zone of the process does not matter', async (t) => {
  const program = `
    import { workCalendar } from './src/kernel/calendar.ts';
    const { isWorkingDay } = workCalendar();
    console.log(['2025-10-01', '2025-10-09', '2026-02-14', '2026-03-01'].map(isWorkingDay).join());`;
  for (const TZ of ['America/Los_Angeles', 'Asia/Shanghai', 'Pacific/Kiritimati', 'UTC']) {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { env: { ...process.env, TZ } },
    );
    t.equal(stdout.trim(), 'false,true,true,false', TZ);
  }
});
