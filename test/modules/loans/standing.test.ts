import { test } from 'tap';
import { addDays } from '../../../src/kernel/dates.ts';
import { loanClasses } from '../../../src/modules/loans/classification.ts';
import {
  type Repayment,
  repaymentMethods,
  repaymentSchedule,
} from '../../../src/modules/loans/repayment.ts';
import { standingOn } from '../../../src/modules/loans/standing.ts';
import { fc } from '../../helpers/property.ts';

const DRAWN = '2026-01-31';
const schedule = repaymentSchedule({
  principalFen: 1_200_000n,
  annualRatePercent: '4.35',
  months: 12,
  method: 'EQUAL_PRINCIPAL',
  drawnOn: DRAWN,
  dayCount: 'ACTUAL_365',
});
const [first] = schedule;
const DUE = first?.dueOn ?? '';
const FIRST_FEN = (first?.principalFen ?? 0n) + (first?.interestFen ?? 0n);
const classAfter = (days: number, repayments: Repayment[] = []) =>
  standingOn(schedule, repayments, addDays(DUE, days)).classification;

test('an unpaid loan goes down the ladder day by day', (t) => {
  const cases = [
    [0, 'NORMAL'],
    [1, 'SPECIAL_MENTION'],
    [90, 'SPECIAL_MENTION'],
    [91, 'SUBSTANDARD'],
    [270, 'SUBSTANDARD'],
    [271, 'DOUBTFUL'],
    [360, 'DOUBTFUL'],
    [361, 'LOSS'],
    [5_000, 'LOSS'],
  ] as const;
  for (const [days, loanClass] of cases) t.equal(classAfter(days).loanClass, loanClass, `${days}`);
  t.end();
});

test('bad at the end of one day it stays bad; paid in time, though known later, it never was', (t) => {
  const all = FIRST_FEN * 20n;
  const late = classAfter(95, [{ paidOn: addDays(DUE, 92), amountFen: all }]);
  t.equal(late.loanClass, 'SUBSTANDARD');
  t.equal(late.reasons[0]?.code, 'NOT_CURED');
  const inTime = classAfter(95, [{ paidOn: addDays(DUE, 91), amountFen: all }]);
  t.equal(inTime.loanClass, 'NORMAL');
  t.end();
});

test('a day before the rules began is refused rather than guessed', (t) => {
  t.throws(() => standingOn(schedule, [], '2023-06-30'), /no classification rules/);
  t.end();
});

const repaymentOf = fc.record({
  paidOn: fc.integer({ min: 0, max: 700 }).map((days) => addDays(DRAWN, days)),
  amountFen: fc.bigInt({ min: 1n, max: 400_000n }),
});
const loanOf = fc.record({
  method: fc.constantFrom(...repaymentMethods),
  months: fc.integer({ min: 1, max: 24 }),
  principalFen: fc.bigInt({ min: 1n, max: 5_000_000n }),
});
const story = fc.record({
  loan: loanOf,
  repayments: fc.array(repaymentOf, { maxLength: 12 }),
  days: fc.integer({ min: 0, max: 900 }),
});

const scheduleFor = ({
  method,
  months,
  principalFen,
}: {
  method: (typeof repaymentMethods)[number];
  months: number;
  principalFen: bigint;
}) =>
  repaymentSchedule({
    principalFen,
    annualRatePercent: '4.35',
    months,
    method,
    drawnOn: DRAWN,
    dayCount: 'ACTUAL_365',
  });

test('the order in which facts become known does not matter', (t) => {
  const shuffled = fc.tuple(story, fc.infiniteStream(fc.nat()));
  fc.assert(
    fc.property(shuffled, ([{ loan, repayments, days }, keys]) => {
      const asOf = addDays(DRAWN, days);
      const plan = scheduleFor(loan);
      const order = repayments
        .map((repayment) => ({ repayment, key: keys.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ repayment }) => repayment);
      t.same(standingOn(plan, order, asOf), standingOn(plan, repayments, asOf));
    }),
    { numRuns: 150 },
  );
  t.end();
});

test('no fen is lost, and a later payment changes no earlier day', (t) => {
  fc.assert(
    fc.property(story, ({ loan, repayments, days }) => {
      const asOf = addDays(DRAWN, days);
      const plan = scheduleFor(loan);
      const { instalments, position } = standingOn(plan, repayments, asOf);
      const paid = instalments.reduce(
        (sum, each) => sum + each.paidPrincipalFen + each.paidInterestFen,
        0n,
      );
      const known = repayments.filter(({ paidOn }) => paidOn <= asOf);
      const given = known.reduce((sum, each) => sum + each.amountFen, 0n);
      t.equal(paid + position.surplusFen, given);
      t.same(standingOn(plan, known, asOf), standingOn(plan, repayments, asOf));
    }),
    { numRuns: 150 },
  );
  t.end();
});

test('one more payment never gives a worse class', (t) => {
  const severity = (name: string) => (loanClasses as readonly string[]).indexOf(name);
  fc.assert(
    fc.property(story, repaymentOf, ({ loan, repayments, days }, one) => {
      const asOf = addDays(DRAWN, days);
      const plan = scheduleFor(loan);
      const without = standingOn(plan, repayments, asOf).classification.loanClass;
      const more = standingOn(plan, [...repayments, one], asOf).classification.loanClass;
      t.ok(severity(more) <= severity(without));
    }),
    { numRuns: 150 },
  );
  t.end();
});
