import { test } from 'tap';
import { type Answers, evaluate } from '../../../src/modules/ratings/rules.ts';
import { sampleHouseholdScorecard as household } from '../../../src/modules/ratings/sample-scorecards.ts';
import { scorecardSchema } from '../../../src/modules/ratings/scorecard.ts';
import { fc } from '../../helpers/property.ts';
import { anyHouseholdAnswers } from './any-answers.ts';

const textOfBigint = (_: string, value: unknown) =>
  typeof value === 'bigint' ? `${value}` : value;

test('old answers and the old card give the old result', async () => {
  fc.assert(
    fc.property(anyHouseholdAnswers, (answers) => {
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
    fc.property(anyHouseholdAnswers, sensitive, sensitive, (answers, one, other) => {
      return decided({ ...answers, ...one }) === decided({ ...answers, ...other });
    }),
  );
});

test('points add up to the score, and lines are never negative or above their caps', async () => {
  fc.assert(
    fc.property(anyHouseholdAnswers, (answers) => {
      const { items, score, lines: amounts, outcome, refusals } = evaluate(household, answers);
      if (score === null) return outcome === 'REFUSED' && refusals.length > 0;
      const tenths = items.reduce((sum, { points }) => sum + Math.round(Number(points) * 10), 0);
      const [ceiling, open] = amounts.map(({ amountFen }) => amountFen);
      const bounded = ceiling !== undefined && open !== undefined && open >= 0n && open <= ceiling;
      return tenths === Math.round(Number(score) * 10) && bounded && ceiling <= 30_000_000n;
    }),
  );
});
