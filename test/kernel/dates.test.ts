import { test } from 'tap';
import {
  addDays,
  addMonths,
  dayNumber,
  daysBetween,
  isCalendarDate,
} from '../../src/kernel/dates.ts';
import { ruleSetOn } from '../../src/kernel/rule-sets.ts';
import { fc } from '../helpers/property.ts';

const anyDate = fc
  .integer({ min: -200_000, max: 200_000 })
  .map((days) => addDays('2000-01-01', days));

test('dates that exist', async (t) => {
  for (const date of ['2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01']) {
    t.equal(isCalendarDate(date), true, date);
  }
  const unreal = ['2023-02-29', '1900-02-29', '2024-13-01', '2024-00-10', '2024-04-31', '2024-1-1'];
  for (const date of [...unreal, '0000-01-01', '2024-01-01T00:00', ' 2024-01-01', '']) {
    t.equal(isCalendarDate(date), false, date);
    t.throws(() => dayNumber(date), RangeError);
  }
});

test('months are counted from the first date and end with their month', async (t) => {
  const series = [1, 2, 3, 4, 13, -1].map((months) => addMonths('2025-01-31', months));
  t.strictSame(series, [
    '2025-02-28',
    '2025-03-31',
    '2025-04-30',
    '2025-05-31',
    '2026-02-28',
    '2024-12-31',
  ]);
  t.equal(addMonths('2024-01-31', 1), '2024-02-29');
});

test('days: addition and difference are inverse, also across leap days', async (t) => {
  t.equal(daysBetween('2024-02-28', '2024-03-01'), 2);
  t.equal(daysBetween('2024-03-01', '2024-02-28'), -2);
  fc.assert(
    fc.property(anyDate, fc.integer({ min: -9999, max: 9999 }), (date, days) => {
      return isCalendarDate(date) && daysBetween(date, addDays(date, days)) === days;
    }),
  );
  fc.assert(fc.property(anyDate, anyDate, (a, b) => a < b === dayNumber(a) < dayNumber(b)));
});

test('a rule set is chosen by its half-open period, and overlap is never resolved by order', async (t) => {
  const legalBasis = { en: 'A rule', zh: '某规定' };
  const first = { code: 'A', effectiveFrom: '2020-01-01', effectiveTo: '2023-07-01', legalBasis };
  const second = { code: 'B', effectiveFrom: '2023-07-01', effectiveTo: null, legalBasis };
  t.equal(ruleSetOn([first, second], '2019-12-31'), undefined);
  t.equal(ruleSetOn([first, second], '2020-01-01')?.code, 'A');
  t.equal(ruleSetOn([first, second], '2023-06-30')?.code, 'A');
  t.equal(ruleSetOn([second, first], '2023-07-01')?.code, 'B');
  t.throws(() => ruleSetOn([first, { ...second, effectiveFrom: '2023-06-30' }], '2023-06-30'));
});
