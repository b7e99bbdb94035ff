import { test } from 'tap';
import { paymentRuleSets, type SelfPaidDraw } from '../../../src/modules/loans/index.ts';
import {
  selfPaymentLimit,
  splitRulesOn,
  splitWith,
} from '../../../src/modules/payments/split-rules.ts';

const YUAN_10_000 = 1_000_000n;

test('up to what the borrower pays on, by book and use', async (t) => {
  const limits = paymentRuleSets.map((rules) => [
    rules.code,
    ...(['BUSINESS', 'CONSUMPTION'] as const).map((use) => {
      const fen = selfPaymentLimit(rules, use);
      return fen === null ? null : Number(fen / YUAN_10_000);
    }),
  ]);
  t.same(limits, [
    ['PERSON_PAYMENT_2010', 50, 30],
    ['PERSON_PAYMENT_2024', 50, 30],
    ['FARM_HOUSEHOLD_PAYMENT_2012', 50, 30],
    ['WORKING_CAPITAL_PAYMENT_2024', 1000, 1000],
  ]);
});

const rules = splitRulesOn('2026-03-10');
const limitFen = 50n * YUAN_10_000;
const draw = (id: string, drawnOn: string, units: bigint, payeeId: string | null = null) =>
  ({ id, drawnOn, amountFen: units * YUAN_10_000, payeeId }) satisfies SelfPaidDraw;

test('what looks split', async (t) => {
  const now = draw('now', '2026-03-10', 30n, 'P');
  const table: [string, SelfPaidDraw[], string[]][] = [
    ['nothing before it', [], []],
    ['within a week and above together', [draw('a', '2026-03-04', 21n)], ['a']],
    ['within a week and exactly the limit', [draw('a', '2026-03-04', 20n)], []],
    ['a week ago is another week', [draw('a', '2026-03-03', 21n)], []],
    ['longer ago but the same payee', [draw('a', '2026-01-03', 21n, 'P')], ['a']],
    ['longer ago and another payee', [draw('a', '2026-01-03', 21n, 'Q')], []],
    ['each small, many', [draw('a', '2026-03-08', 11n), draw('b', '2026-03-09', 10n)], ['a', 'b']],
  ];
  for (const [what, earlier, expected] of table) {
    t.same(splitWith(now, earlier, { limitFen, rules }), expected, what);
  }
  t.same(splitWith(now, [draw('a', '2026-03-09', 40n)], { limitFen: null, rules }), []);
});
