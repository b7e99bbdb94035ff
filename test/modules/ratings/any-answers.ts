import type { Answers } from '../../../src/modules/ratings/rules.ts';
import { fc } from '../../helpers/property.ts';

const money = fc.bigInt({ min: 0n, max: 10_000_000_000n }).map(String);
const mean = fc.option(fc.nat(100).map((n) => (n / 10).toFixed(1)));

/** Answers to the sample scorecard for households, good and bad. */
export const anyHouseholdAnswers: fc.Arbitrary<Answers> = fc.record({
  PEOPLE: fc.nat(12),
  LABOUR: fc.nat(12),
  NET_INCOME: money,
  ASSETS: money,
  DEBTS: money,
  YEARS_RESIDENT: fc.nat(60),
  REPAYMENT: fc.constantFrom('ON_TIME', 'NO_HISTORY', 'SHORT_DELAY', 'LONG_DELAY'),
  INTEGRITY: mean,
  NEIGHBOURHOOD: mean,
  HAS_BAD_LOAN: fc.boolean(),
  JUDGMENT_DEFAULTER: fc.boolean(),
  HEAD_AGE: fc.nat(120),
  CIRCUMSTANCES: fc.constantFrom('NONE', 'LONG_ILLNESS', 'WELFARE'),
});
