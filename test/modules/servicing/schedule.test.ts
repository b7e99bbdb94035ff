import { test } from 'tap';
import { addDays } from '../../../src/kernel/dates.ts';
import {
  dayCounts,
  type LoanTerms,
  repaymentMethods,
  scheduleOf,
} from '../../../src/modules/servicing/index.ts';
import { fc } from '../../helpers/property.ts';

type Loan = LoanTerms & { principalFen: bigint; drawnOn: string };

const loanOf = (changes: Partial<Loan> = {}): Loan => ({
  principalFen: 10_000_000n,
  annualRatePercent: '4.35',
  months: 12,
  method: 'EQUAL_INSTALMENTS',
  drawnOn: '2025-01-31',
  dayCount: 'THIRTY_360',
  ...changes,
});
const repaymentSchedule = ({ principalFen: amountFen, drawnOn: on, ...terms }: Loan) =>
  scheduleOf(terms, { amountFen, on });
const total = (values: bigint[]) => values.reduce((sum, value) => sum + value, 0n);

const anyLoan: fc.Arbitrary<Loan> = fc.record({
  principalFen: fc.bigInt({ min: 1n, max: 100_000_000_000n }),
  annualRatePercent: fc.integer({ min: 0, max: 2400 }).map((n) => (n / 100).toFixed(2)),
  months: fc.integer({ min: 1, max: 60 }),
  method: fc.constantFrom(...repaymentMethods),
  drawnOn: fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2020-01-01', days)),
  dayCount: fc.constantFrom(...dayCounts),
});

test('equal instalments: the worked example of 100,000 yuan at 4.35 % over a year', async (t) => {
  const schedule = repaymentSchedule(loanOf());
  // r = 0.003625; payment = 100000 r / (1 - (1 + r)^-12) = 8530.99
  t.match(schedule[0], {
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
  const dates = repaymentSchedule(loanOf({ months: 4 })).map((line) => line.dueOn);
  t.strictSame(dates, ['2025-02-28', '2025-03-31', '2025-04-30', '2025-05-31']);
});

test('the other methods, by hand', async (t) => {
  const equal = repaymentSchedule(
    loanOf({ method: 'EQUAL_PRINCIPAL', months: 3, principalFen: 100n, annualRatePercent: '12' }),
  );
  t.strictSame(
    equal.map((line) => line.principalFen),
    [33n, 33n, 34n],
  );
  const monthly = repaymentSchedule(loanOf({ method: 'INTEREST_MONTHLY', months: 3 }));
  t.strictSame(
    monthly.map((line) => [line.principalFen, line.interestFen]),
    [
      [0n, 36_250n],
      [0n, 36_250n],
      [10_000_000n, 36_250n],
    ],
  );
  const once = repaymentSchedule(loanOf({ method: 'AT_MATURITY' }));
  t.strictSame(
    once.map((line) => [line.dueOn, line.principalFen, line.interestFen]),
    [['2026-01-31', 10_000_000n, 435_000n]],
  );
  const actual = repaymentSchedule(
    loanOf({ method: 'INTEREST_MONTHLY', months: 2, dayCount: 'ACTUAL_365' }),
  );
  // 10,000,000 x 4.35 % x 28 / 365 = 33,369.86; x 31 / 365 = 36,945.21
  t.strictSame(
    actual.map((line) => line.interestFen),
    [33_370n, 36_945n],
  );
  const leap = repaymentSchedule(
    loanOf({ method: 'AT_MATURITY', dayCount: 'ACTUAL_365', drawnOn: '2024-01-01' }),
  );
  t.equal(leap[0]?.interestFen, 436_192n, '366 days of 365');
  const free = repaymentSchedule(loanOf({ annualRatePercent: '0', months: 3, principalFen: 100n }));
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
  const table: Partial<Loan>[] = [
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
  for (const changes of table) t.throws(() => repaymentSchedule(loanOf(changes)), RangeError);
});

test('for all terms the parts add up to the loan and nothing is negative', async () => {
  fc.assert(
    fc.property(anyLoan, (terms) => {
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
