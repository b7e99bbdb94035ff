import { test } from 'tap';
import { addDays } from '../../../src/kernel/dates.ts';
import { classesByStandings } from '../../../src/modules/classification/index.ts';
import { severityOf } from '../../../src/modules/classification/severity.ts';
import {
  type LoanFact,
  type LoanTerms,
  repaymentMethods,
  replay,
  scheduleOf,
  standingsOf,
} from '../../../src/modules/servicing/index.ts';
import { fc } from '../../helpers/property.ts';

const DRAWN = '2026-01-31';
const terms: LoanTerms = {
  annualRatePercent: '4.35',
  months: 12,
  method: 'EQUAL_PRINCIPAL',
  dayCount: 'ACTUAL_365',
};
const AMOUNT = 1_200_000n;
const [first] = scheduleOf(terms, { amountFen: AMOUNT, on: DRAWN });
const DUE = first?.dueOn ?? '';
const FIRST_FEN = (first?.principalFen ?? 0n) + (first?.interestFen ?? 0n);

type Paid = { paidOn: string; amountFen: bigint };

const classAt = (
  paid: readonly Paid[],
  day: string,
  loan: Partial<LoanTerms> & { amountFen?: bigint } = {},
) => {
  const { amountFen = AMOUNT, ...changes } = loan;
  const facts = paid.map(({ paidOn, ...money }, index): LoanFact => {
    return { kind: 'REPAID', ...money, occurredOn: paidOn, reference: String(index) };
  });
  const paidOut = { amountFen, occurredOn: DRAWN, reference: '' };
  const all: LoanFact[] = [{ kind: 'DISBURSED', ...paidOut }, ...facts];
  const standings = standingsOf(replay({ ...terms, ...changes }, all));
  const period = classesByStandings(standings, { on: day }).periods.at(-1);
  if (!period) throw new Error(`no class on ${day}`);
  return period;
};
const classAfter = (days: number, paid: Paid[] = []) => classAt(paid, addDays(DUE, days));

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

const repaymentOf = fc.record({
  paidOn: fc.integer({ min: 0, max: 700 }).map((days) => addDays(DRAWN, days)),
  amountFen: fc.bigInt({ min: 1n, max: 400_000n }),
});
const story = fc.record({
  loan: fc.record({
    method: fc.constantFrom(...repaymentMethods),
    months: fc.integer({ min: 1, max: 24 }),
    amountFen: fc.bigInt({ min: 1n, max: 5_000_000n }),
  }),
  repayments: fc.array(repaymentOf, { maxLength: 12 }),
  days: fc.integer({ min: 0, max: 900 }),
});

test('a later payment changes no earlier day', (t) => {
  fc.assert(
    fc.property(story, ({ loan, repayments, days }) => {
      const asOf = addDays(DRAWN, days);
      const known = repayments.filter(({ paidOn }) => paidOn <= asOf);
      t.same(classAt(known, asOf, loan), classAt(repayments, asOf, loan));
    }),
    { numRuns: 150 },
  );
  t.end();
});

test('one more payment never gives a worse class', (t) => {
  fc.assert(
    fc.property(story, repaymentOf, ({ loan, repayments, days }, one) => {
      const asOf = addDays(DRAWN, days);
      const without = classAt(repayments, asOf, loan).loanClass;
      const more = classAt([...repayments, one], asOf, loan).loanClass;
      t.ok(severityOf(more) <= severityOf(without));
    }),
    { numRuns: 150 },
  );
  t.end();
});
