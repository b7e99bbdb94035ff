import { test } from 'tap';
import { ruleSetOn } from '../../../src/kernel/rule-sets.ts';
import {
  type DrawFacts,
  type LoanBook,
  paymentMethodOf,
  paymentRuleSets,
  suspectedSplitDraws,
} from '../../../src/modules/loans/payment-rules.ts';

const YUAN = 100n;
const plain: DrawFacts = {
  drawFen: 200_000n * YUAN,
  purpose: 'CONSUMPTION',
  counterpartyFixed: true,
  nonCashPossible: true,
  newWithOrdinaryCredit: false,
};

function decide(book: LoanBook, changes: Partial<DrawFacts>, date = '2026-01-01') {
  const rules = ruleSetOn(
    paymentRuleSets.filter((set) => set.book === book),
    date,
  );
  return rules ? paymentMethodOf({ ...plain, ...changes }, rules).rule : 'NO_RULES';
}

test('entrusted or self payment, each threshold from both sides', async (t) => {
  const open = { counterpartyFixed: false };
  const table: [LoanBook, Partial<DrawFacts>, string][] = [
    ['PERSON', {}, 'OTHERWISE'],
    ['PERSON', { ...open, drawFen: 300_000n * YUAN }, 'NO_FIXED_COUNTERPARTY'],
    ['PERSON', { ...open, drawFen: 300_000n * YUAN + 1n }, 'OTHERWISE'],
    ['PERSON', { nonCashPossible: false, drawFen: 900_000n * YUAN }, 'NO_NON_CASH'],
    ['PERSON', { purpose: 'BUSINESS', drawFen: 500_000n * YUAN }, 'BUSINESS_SMALL'],
    ['PERSON', { purpose: 'BUSINESS', drawFen: 500_000n * YUAN + 1n }, 'OTHERWISE'],
    ['FARM_HOUSEHOLD', { drawFen: 300_000n * YUAN }, 'FARM_CONSUMPTION_SMALL'],
    ['FARM_HOUSEHOLD', { drawFen: 300_000n * YUAN + 1n }, 'OTHERWISE'],
    ['FARM_HOUSEHOLD', { purpose: 'BUSINESS', drawFen: 500_000n * YUAN }, 'FARM_BUSINESS_SMALL'],
    ['FARM_HOUSEHOLD', { purpose: 'BUSINESS', drawFen: 500_000n * YUAN + 1n }, 'OTHERWISE'],
    [
      'FARM_HOUSEHOLD',
      { ...open, purpose: 'BUSINESS', drawFen: 900_000n * YUAN },
      'FARM_NO_FIXED_COUNTERPARTY',
    ],
    ['WORKING_CAPITAL', { drawFen: 10_000_000n * YUAN }, 'OTHERWISE'],
    ['WORKING_CAPITAL', { drawFen: 10_000_000n * YUAN + 1n }, 'LARGE_CLEAR_PAYEE'],
    ['WORKING_CAPITAL', { ...open, drawFen: 90_000_000n * YUAN }, 'OTHERWISE'],
    ['WORKING_CAPITAL', { newWithOrdinaryCredit: true }, 'NEW_ORDINARY_CREDIT'],
  ];
  for (const [book, changes, rule] of table)
    t.equal(decide(book, changes), rule, `${book} ${rule}`);
});

test('the rule of the day decides', async (t) => {
  const of = (date: string) =>
    ruleSetOn(
      paymentRuleSets.filter(({ book }) => book === 'PERSON'),
      date,
    )?.code;
  t.equal(of('2010-02-11'), undefined);
  t.equal(of('2024-06-30'), 'PERSON_PAYMENT_2010');
  t.equal(of('2024-07-01'), 'PERSON_PAYMENT_2024');
  t.equal(decide('WORKING_CAPITAL', {}, '2024-06-30'), 'NO_RULES');
});

test('draws that look split are named', async (t) => {
  const draw = (id: string, drawnOn: string, yuan: bigint, payeeId: string | null = null) => ({
    id,
    drawnOn,
    amountFen: yuan * YUAN,
    payeeId,
  });
  const settings = { limitFen: 300_000n * YUAN, windowDays: 7 };
  const suspects = (...draws: ReturnType<typeof draw>[]) => suspectedSplitDraws(draws, settings);
  t.strictSame(suspects(draw('a', '2026-01-01', 150_000n), draw('b', '2026-01-07', 150_000n)), []);
  t.strictSame(suspects(draw('a', '2026-01-01', 150_001n), draw('b', '2026-01-07', 150_000n)), [
    'a',
    'b',
  ]);
  t.strictSame(suspects(draw('a', '2026-01-01', 200_000n), draw('b', '2026-01-08', 200_000n)), []);
  t.strictSame(
    suspects(draw('a', '2026-01-01', 200_000n, 'x'), draw('b', '2026-06-08', 200_000n, 'x')),
    ['a', 'b'],
  );
  t.strictSame(
    suspects(draw('a', '2026-01-01', 200_000n, 'x'), draw('b', '2026-06-08', 200_000n, 'y')),
    [],
  );
  t.strictSame(suspects(draw('a', '2026-01-01', 400_000n), draw('b', '2026-01-01', 200_000n)), []);
});
