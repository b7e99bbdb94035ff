import { test } from 'tap';
import { type LoanTerms, rateOf, scheduleOf } from '../../../src/modules/servicing/index.ts';
import { interestOf, rounded, yearParts } from '../../../src/modules/servicing/interest.ts';

/** Schedules and interest against published figures and formulas, each with its source. */
const YUAN = 100n;
const sum = (values: readonly bigint[]): bigint => values.reduce((all, value) => all + value, 0n);
const terms = (changes: Partial<LoanTerms>): LoanTerms => ({
  method: 'EQUAL_INSTALMENTS',
  months: 12,
  annualRatePercent: '4.9',
  dayCount: 'THIRTY_360',
  ...changes,
});
const within = (found: bigint, published: bigint, fen: bigint): boolean =>
  found - published <= fen && published - found <= fen;

test('equal instalments of a million yuan over thirty years', async (t) => {
  // P r (1 + r)^n / ((1 + r)^n - 1), the formula of 等额本息; calculators of banks publish 5,307.27 a
  // month and 910,616.19 of interest, which leaves out the rounding of each month.
  const lines = scheduleOf(terms({ months: 360 }), {
    amountFen: 1_000_000n * YUAN,
    on: '2024-01-15',
  });
  const paid = lines.map((line) => line.principalFen + line.interestFen);
  t.ok(paid.slice(0, -1).every((amount) => amount === 530_727n));
  t.ok(within(paid.at(-1) ?? 0n, 530_727n, 360n), `the last is ${paid.at(-1)}`);
  t.ok(within(sum(lines.map((line) => line.interestFen)), 91_061_619n, 360n));
  t.equal(lines[0]?.interestFen, 408_333n, '1,000,000 x 4.9 % / 12');
});

test('equal principal of a million yuan over thirty years', async (t) => {
  // P / n + (P - paid) r, the formula of 等额本金: 6,861.11 first, 11.34 less every month, and
  // (n + 1) P r / 2 = 737,041.67 of interest in all.
  const lines = scheduleOf(terms({ method: 'EQUAL_PRINCIPAL', months: 360 }), {
    amountFen: 1_000_000n * YUAN,
    on: '2024-01-15',
  });
  const paid = lines.map((line) => line.principalFen + line.interestFen);
  t.ok(within(paid[0] ?? 0n, 686_111n, 1n));
  const steps = paid.slice(1, -1).map((amount, index) => (paid[index] ?? 0n) - amount);
  t.ok(steps.every((step) => within(step, 1_134n, 1n)));
  t.ok(within(sum(lines.map((line) => line.interestFen)), 73_704_167n, 360n));
});

test('interest monthly and at maturity', async (t) => {
  // 200,000 at 6 % over a year: 1,000.00 a month (利息 = 本金 x 月利率), or 12,000.00 at the end.
  const loan = { amountFen: 200_000n * YUAN, on: '2024-02-29' };
  const rate = { annualRatePercent: '6' };
  const monthly = scheduleOf(terms({ ...rate, method: 'INTEREST_MONTHLY' }), loan);
  t.ok(monthly.every((line) => line.interestFen === 100_000n));
  t.same(
    monthly.map((line) => line.principalFen > 0n),
    [...Array(11).fill(false), true],
  );
  const [once, ...more] = scheduleOf(terms({ ...rate, method: 'AT_MATURITY' }), loan);
  t.match(once, { dueOn: '2025-02-28', principalFen: 20_000_000n, interestFen: 1_200_000n });
  t.same(more, []);
});

test('days are counted as each basis says', async (t) => {
  // Actual/actual: the table of "EMU and Market Conventions" (ISDA, 1998), 10,000 at 10 %.
  const isda = [
    ['2003-11-01', '2004-05-01', 49_772n],
    ['1999-02-01', '1999-07-01', 41_096n],
    ['2002-08-15', '2003-07-15', 91_507n],
    ['1999-07-30', '2000-01-30', 50_389n],
    ['2000-01-30', '2000-06-30', 41_530n],
  ] as const;
  for (const [from, until, published] of isda) {
    t.equal(earned('ACTUAL_ACTUAL', from, until), published, `${from} to ${until}`);
  }
  // A x R x days / base: 10,000 x 10 % x 29 / 360 = 80.5556, x 29 / 365 = 79.4521.
  t.equal(earned('ACTUAL_360', '2024-02-01', '2024-03-01'), 8_056n);
  t.equal(earned('ACTUAL_365', '2024-02-01', '2024-03-01'), 7_945n);
  // A whole month is thirty days, however long: 10,000 x 10 % x 30 / 360 = 83.3333.
  for (const [from, until] of [
    ['2024-02-01', '2024-03-01'],
    ['2024-01-31', '2024-02-29'],
    ['2024-03-31', '2024-04-30'],
  ] as const) {
    t.equal(earned('THIRTY_360', from, until), 8_333n, from);
  }
  t.equal(earned('THIRTY_360', '2024-03-10', '2024-03-25'), 4_167n, '15 days of 360');
});

function earned(dayCount: LoanTerms['dayCount'], from: string, until: string): bigint {
  const stretch = {
    from,
    balanceFen: 1_000_000n,
    rate: rateOf('10'),
    subsidyRate: 0n,
    subsidisedFen: 0n,
    basis: { dayCount, anchor: from },
  };
  return interestOf([stretch], until, 'HALF_UP').interestFen;
}

test('a period cut anywhere earns what it earns whole', async (t) => {
  const anchor = '2023-11-30';
  for (const dayCount of ['THIRTY_360', 'ACTUAL_360', 'ACTUAL_365', 'ACTUAL_ACTUAL'] as const) {
    const basis = { dayCount, anchor };
    const whole = yearParts(basis, '2023-12-30', '2024-03-31');
    for (const day of ['2023-12-31', '2024-01-01', '2024-02-29', '2024-03-01', '2024-03-30']) {
      const parts = yearParts(basis, '2023-12-30', day) + yearParts(basis, day, '2024-03-31');
      t.equal(parts, whole, `${dayCount} at ${day}`);
    }
  }
});

test('half a fen goes where the product says', async (t) => {
  const cases = [
    [5n, 2n, [3n, 2n, 3n, 2n]],
    [7n, 2n, [4n, 4n, 4n, 3n]],
    [9n, 4n, [2n, 2n, 3n, 2n]],
    [11n, 4n, [3n, 3n, 3n, 2n]],
    [8n, 4n, [2n, 2n, 2n, 2n]],
  ] as const;
  for (const [value, by, expected] of cases) {
    const found = (['HALF_UP', 'HALF_EVEN', 'UP', 'DOWN'] as const).map((rounding) =>
      rounded(value, by, rounding),
    );
    t.same(found, expected, `${value} / ${by}`);
  }
});

test('due days keep the day of the month, or its last', async (t) => {
  const days = (on: string, months: number) =>
    scheduleOf(terms({ method: 'INTEREST_MONTHLY', months }), { amountFen: 100n, on }).map(
      (line) => line.dueOn,
    );
  t.same(days('2023-12-31', 3), ['2024-01-31', '2024-02-29', '2024-03-31']);
  t.same(days('2024-02-29', 12).at(-1), '2025-02-28');
  t.same(days('2024-08-30', 6), [
    '2024-09-30',
    '2024-10-30',
    '2024-11-30',
    '2024-12-30',
    '2025-01-30',
    '2025-02-28',
  ]);
});
