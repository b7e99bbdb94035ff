import fc from 'fast-check';
import { test } from 'tap';
import { type Answers, evaluate } from '../../../src/modules/ratings/rules.ts';
import { sampleHouseholdScorecard as household } from '../../../src/modules/ratings/sample-scorecards.ts';
import { scorecardSchema } from '../../../src/modules/ratings/scorecard.ts';

const textOfBigint = (_: string, value: unknown) =>
  typeof value === 'bigint' ? `${value}` : value;

const money = fc.bigInt({ min: 0n, max: 10_000_000_000n }).map(String);
const anyAnswers: fc.Arbitrary<Answers> = fc.record({
  PEOPLE: fc.nat(12),
  LABOUR: fc.nat(12),
  NET_INCOME: money,
  ASSETS: money,
  DEBTS: money,
  YEARS_RESIDENT: fc.nat(60),
  REPAYMENT: fc.constantFrom('ON_TIME', 'NO_HISTORY', 'SHORT_DELAY', 'LONG_DELAY'),
  INTEGRITY: fc.option(fc.nat(100).map((n) => (n / 10).toFixed(1))),
  NEIGHBOURHOOD: fc.option(fc.nat(100).map((n) => (n / 10).toFixed(1))),
  HAS_BAD_LOAN: fc.boolean(),
  JUDGMENT_DEFAULTER: fc.boolean(),
  HEAD_AGE: fc.nat(120),
  CIRCUMSTANCES: fc.constantFrom('NONE', 'LONG_ILLNESS', 'WELFARE'),
});

test('old answers and the old card give the old result', async () => {
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      const first = evaluate(household, answers);
      const storedCard = scorecardSchema.parse(JSON.parse(JSON.stringify(household)));
      const reordered = Object.entries(answers)
        .toReversed()
        .map(([code, value]) => {
          return [code, typeof value === 'number' ? String(value) : value];
        });
      const again = evaluate(storedCard, Object.fromEntries(reordered));
      return JSON.stringify(first, textOfBigint) === JSON.stringify(again, textOfBigint);
    }),
  );
});

test('illness, welfare and age change nothing but who has to look', async () => {
  const sensitive = fc.record({
    HEAD_AGE: fc.oneof(fc.nat(140), fc.constant(null), fc.string()),
    CIRCUMSTANCES: fc.oneof(
      fc.constantFrom('NONE', 'LONG_ILLNESS', 'WELFARE'),
      fc.constant(undefined),
      fc.string(),
    ),
  });
  const decided = (answers: Answers) => {
    const { score, grade, lines: amounts, refusals, outcome } = evaluate(household, answers);
    return JSON.stringify([score, grade, amounts, refusals, outcome === 'REFUSED'], textOfBigint);
  };
  fc.assert(
    fc.property(anyAnswers, sensitive, sensitive, (answers, one, other) => {
      return decided({ ...answers, ...one }) === decided({ ...answers, ...other });
    }),
  );
});

test('points add up to the score, and lines are never negative or above their caps', async () => {
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      const { items, score, lines: amounts, outcome, refusals } = evaluate(household, answers);
      if (score === null) return outcome === 'REFUSED' && refusals.length > 0;
      const tenths = items.reduce((sum, { points }) => sum + Math.round(Number(points) * 10), 0);
      const [ceiling, open] = amounts.map(({ amountFen }) => amountFen);
      const bounded = ceiling !== undefined && open !== undefined && open >= 0n && open <= ceiling;
      return tenths === Math.round(Number(score) * 10) && bounded && ceiling <= 30_000_000n;
    }),
  );
});
