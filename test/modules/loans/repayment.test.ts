import { test } from 'tap';
import { addDays } from '../../../src/kernel/dates.ts';
import {
  allocateRepayments,
  dayCounts,
  type LoanTerms,
  loanPosition,
  type Repayment,
  repaymentMethods,
  repaymentSchedule,
} from '../../../src/modules/loans/repayment.ts';
import { fc } from '../../helpers/property.ts';

const termsOf = (changes: Partial<LoanTerms> = {}): LoanTerms => ({
  principalFen: 10_000_000n,
  annualRatePercent: '4.35',
  months: 12,
  method: 'EQUAL_INSTALMENTS',
  drawnOn: '2025-01-31',
  dayCount: 'THIRTY_360',
  ...changes,
});
const total = (values: bigint[]) => values.reduce((sum, value) => sum + value, 0n);

const anyTerms: fc.Arbitrary<LoanTerms> = fc.record({
  principalFen: fc.bigInt({ min: 1n, max: 100_000_000_000n }),
  annualRatePercent: fc.integer({ min: 0, max: 2400 }).map((n) => (n / 100).toFixed(2)),
  months: fc.integer({ min: 1, max: 60 }),
  method: fc.constantFrom(...repaymentMethods),
  drawnOn: fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2020-01-01', days)),
  dayCount: fc.constantFrom(...dayCounts),
});

test('equal instalments: the worked example of 100,000 yuan at 4.35 % over a year', async (t) => {
  const schedule = repaymentSchedule(termsOf());
  // r = 0.003625; payment = 100000 r / (1 - (1 + r)^-12) = 8530.99
  t.strictSame(schedule[0], {
    number: 1,
    from: '2025-01-31',
    dueOn: '2025-02-28',
    principalFen: 816_849n,
    interestFen: 36_250n,
    balanceAfterFen: 9_183_151n,
  });
  const payments = schedule.map((line) => line.principalFen + line.interestFen);
  t.ok(payments.slice(0, -1).every((payment) => payment === 853_099n));
  const lastDifference = (payments.at(-1) ?? 0n) - 853_099n;
  t.ok(
    lastDifference >= -12n && lastDifference <= 12n,
    `the last line takes ${lastDifference} fen`,
  );
});

test('month ends are kept', async (t) => {
  const dates = repaymentSchedule(termsOf({ months: 4 })).map((line) => line.dueOn);
  t.strictSame(dates, ['2025-02-28', '2025-03-31', '2025-04-30', '2025-05-31']);
});

test('the other methods, by hand', async (t) => {
  const equal = repaymentSchedule(
    termsOf({ method: 'EQUAL_PRINCIPAL', months: 3, principalFen: 100n, annualRatePercent: '12' }),
  );
  t.strictSame(
    equal.map((line) => line.principalFen),
    [33n, 33n, 34n],
  );
  const monthly = repaymentSchedule(termsOf({ method: 'INTEREST_MONTHLY', months: 3 }));
  t.strictSame(
    monthly.map((line) => [line.principalFen, line.interestFen]),
    [
      [0n, 36_250n],
      [0n, 36_250n],
      [10_000_000n, 36_250n],
    ],
  );
  const once = repaymentSchedule(termsOf({ method: 'AT_MATURITY' }));
  t.strictSame(
    once.map((line) => [line.dueOn, line.principalFen, line.interestFen]),
    [['2026-01-31', 10_000_000n, 435_000n]],
  );
  const actual = repaymentSchedule(
    termsOf({ method: 'INTEREST_MONTHLY', months: 2, dayCount: 'ACTUAL_365' }),
  );
  // 10,000,000 x 4.35 % x 28 / 365 = 33,369.86; x 31 / 365 = 36,945.21
  t.strictSame(
    actual.map((line) => line.interestFen),
    [33_370n, 36_945n],
  );
  const leap = repaymentSchedule(
    termsOf({ method: 'AT_MATURITY', dayCount: 'ACTUAL_365', drawnOn: '2024-01-01' }),
  );
  t.equal(leap[0]?.interestFen, 436_192n, '366 days of 365');
  const free = repaymentSchedule(
    termsOf({ annualRatePercent: '0', months: 3, principalFen: 100n }),
  );
  t.strictSame(
    free.map((line) => [line.principalFen, line.interestFen]),
    [
      [33n, 0n],
      [33n, 0n],
      [34n, 0n],
    ],
  );
});

test('impossible terms are refused', async (t) => {
  const table: Partial<LoanTerms>[] = [
    { principalFen: 0n },
    { principalFen: -1n },
    { months: 0 },
    { months: 1.5 },
    { months: 361 },
    { annualRatePercent: '-1' },
    { annualRatePercent: '4,35' },
    { annualRatePercent: '1e1' },
    { annualRatePercent: '' },
    { drawnOn: '2025-02-30' },
  ];
  for (const changes of table) t.throws(() => repaymentSchedule(termsOf(changes)), RangeError);
});

test('for all terms the parts add up to the loan and nothing is negative', async () => {
  fc.assert(
    fc.property(anyTerms, (terms) => {
      const schedule = repaymentSchedule(terms);
      let balance = terms.principalFen;
      for (const line of schedule) {
        balance -= line.principalFen;
        if (line.principalFen < 0n || line.interestFen < 0n || line.balanceAfterFen !== balance)
          return false;
        if (line.from >= line.dueOn) return false;
      }
      return (
        balance === 0n && total(schedule.map((line) => line.principalFen)) === terms.principalFen
      );
    }),
    { numRuns: 500 },
  );
});

test('repayments go to interest then principal, oldest first', async (t) => {
  const schedule = repaymentSchedule(termsOf({ method: 'INTEREST_MONTHLY', months: 3 }));
  const paid = allocateRepayments(schedule, [
    { paidOn: '2025-03-31', amountFen: 30_000n },
    { paidOn: '2025-02-28', amountFen: 40_000n },
  ]);
  t.strictSame(
    paid.instalments.map((line) => [line.paidInterestFen, line.settledOn]),
    [
      [36_250n, '2025-02-28'],
      [33_750n, null],
      [0n, null],
    ],
  );
  t.throws(
    () => allocateRepayments(schedule, [{ paidOn: '2025-03-31', amountFen: 0n }]),
    RangeError,
  );
  const over = allocateRepayments(schedule, [{ paidOn: '2025-03-31', amountFen: 10_108_751n }]);
  t.equal(over.surplusFen, 1n);
  t.ok(over.instalments.every((line) => line.settledOn === '2025-03-31'));
});

test('the position by day: due, overdue, paid, settled', async (t) => {
  const schedule = repaymentSchedule(termsOf({ method: 'INTEREST_MONTHLY', months: 3 }));
  const repayments: Repayment[] = [
    { paidOn: '2025-03-10', amountFen: 36_249n },
    { paidOn: '2025-03-20', amountFen: 1n },
    { paidOn: '2025-06-01', amountFen: 10_072_500n },
  ];
  const table: [string, number, string | null, bigint, string | null][] = [
    ['2025-02-28', 0, null, 0n, '2025-02-28'],
    ['2025-03-01', 1, '2025-02-28', 36_250n, '2025-03-31'],
    ['2025-03-10', 10, '2025-02-28', 1n, '2025-03-31'],
    ['2025-03-20', 0, null, 0n, '2025-03-31'],
    ['2025-05-01', 31, '2025-03-31', 72_500n, null],
    ['2025-06-01', 0, null, 0n, null],
  ];
  for (const [asOf, overdueDays, overdueSince, overdueInterestFen, nextDueOn] of table) {
    const found = loanPosition(schedule, repayments, asOf);
    t.match(found, { overdueDays, overdueSince, overdueInterestFen, nextDueOn }, asOf);
  }
  t.equal(loanPosition(schedule, repayments, '2025-05-01').overduePrincipalFen, 10_000_000n);
  t.equal(loanPosition(schedule, repayments, '2025-06-01').outstandingTotalFen, 0n);
});

test('money is conserved, and a later day without payments is never less overdue', async () => {
  const payments = fc.array(
    fc.record({ days: fc.nat(2000), amountFen: fc.bigInt({ min: 1n, max: 200_000_000n }) }),
    { maxLength: 15 },
  );
  fc.assert(
    fc.property(anyTerms, payments, fc.nat(2500), fc.nat(400), (terms, rows, at, later) => {
      const schedule = repaymentSchedule(terms);
      const repayments = rows.map(({ days, amountFen }) => ({
        paidOn: addDays(terms.drawnOn, days),
        amountFen,
      }));
      const { instalments, surplusFen } = allocateRepayments(schedule, repayments);
      const allocated = total(
        instalments.map((line) => line.paidInterestFen + line.paidPrincipalFen),
      );
      if (allocated + surplusFen !== total(repayments.map((row) => row.amountFen))) return false;
      const asOf = addDays(terms.drawnOn, at);
      const known = repayments.filter((row) => row.paidOn <= asOf);
      const now = loanPosition(schedule, known, asOf);
      const then = loanPosition(schedule, known, addDays(asOf, later));
      const due = total(schedule.map((line) => line.principalFen + line.interestFen));
      const paid = total(known.map((row) => row.amountFen)) - now.surplusFen;
      return then.overdueDays >= now.overdueDays && now.outstandingTotalFen === due - paid;
    }),
    { numRuns: 300 },
  );
});
