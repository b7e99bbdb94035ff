import { test } from 'tap';
import { daysBetween } from '../../../src/kernel/dates.ts';
import { annualCost, type Flow } from '../../../src/modules/lending-contracts/annual-cost.ts';
import { chargeCost, isNormal } from '../../../src/modules/lending-contracts/charge-costs.ts';
import { costOf, type DrawnTerms } from '../../../src/modules/lending-contracts/cost.ts';
import { disclosureRulesOn } from '../../../src/modules/lending-contracts/disclosure-rules.ts';
import type { Charge } from '../../../src/modules/products/index.ts';
import { fc } from '../../helpers/property.ts';

const START = '1994-01-01';
const on = (date: string, yuan: number): Flow => ({
  at: daysBetween(START, date),
  fen: BigInt(yuan) * 100n,
});

/**
 * Directive 98/7/EC of the European Parliament and of the Council, Annex III, examples on the
 * calendar basis: the same equation as the internal rate of return, worked out and rounded in print.
 */
test('the examples of Directive 98/7/EC, Annex III', async (t) => {
  const examples: [string, Flow[], string][] = [
    ['1,000, repaid 1,200 after a year and a half', [on('1995-07-01', -1200)], '12.96'],
    ['the same, 50 kept for costs', [on(START, -50), on('1995-07-01', -1200)], '16.90'],
    ['600 after one year and after two', [on('1995-01-01', -600), on('1996-01-01', -600)], '13.07'],
    [
      '272 after three and six months, 544 after a year',
      [on('1994-04-01', -272), on('1994-07-01', -272), on('1995-01-01', -544)],
      '13.23',
    ],
  ];
  for (const [what, payments, published] of examples) {
    t.equal(Number(annualCost([on(START, 1000), ...payments])).toFixed(2), published, what);
  }
});

const monthly = (advanceFen: bigint, payments: number, paymentFen: bigint): Flow[] => [
  { at: 0, fen: advanceFen },
  ...Array.from({ length: payments }, (_, index) => ({ at: index + 1, fen: -paymentFen })),
];

/** A nominal yearly rate of equal months, as the effective one it compounds to, in percent. */
const effective = (nominal: number): number => ((1 + nominal / 1200) ** 12 - 1) * 100;

/** 12 CFR 1026, Appendix J, (c)(1)(i): 5,000 advanced, 24 monthly payments of 230: 9.69 %. */
test('the example of Regulation Z, Appendix J, with equal months', async (t) => {
  const cost = Number(annualCost(monthly(500_000n, 24, 23_000n), 12));
  t.ok(cost > effective(9.685) && cost < effective(9.695), `${cost}`);
});

test('what a textbook gives without rounding', async (t) => {
  t.equal(annualCost(monthly(100_000n, 1, 101_000n), 12), '12.6825', '1 % a month compounds');
  t.equal(annualCost([on(START, 1000), on('1995-01-01', -1100)]), '10.0000', 'one year');
  t.equal(annualCost([on(START, 1000), on('1995-01-01', -1000)]), '0.0000', 'free of cost');
  t.throws(() => annualCost([on(START, -1000)]), RangeError);
  t.throws(() => annualCost([]), RangeError);
});

const TERMS: DrawnTerms = {
  principalFen: 1_200_000n,
  annualRatePercent: '4.35',
  months: 12,
  method: 'EQUAL_INSTALMENTS',
  drawnOn: '2026-03-02',
  dayCount: 'ACTUAL_365',
};
const rules = disclosureRulesOn('2026-03-02');
const fee = (amountFen: bigint): Charge => ({
  code: 'ASSESSMENT',
  label: { en: 'Assessment', zh: '评估费' },
  collector: { en: 'Assessor', zh: '评估机构' },
  payer: 'BORROWER',
  basis: 'FIXED_AMOUNT',
  amountFen,
  due: 'AT_DISBURSEMENT',
  contingent: false,
});

test('interest, charges and the yearly cost of a loan', async (t) => {
  const plain = costOf({ terms: TERMS, charges: [], penalty: null, rules });
  t.same(
    plain.items.map(({ code, amount }) => [code, amount]),
    [['INTEREST', '286.16']],
  );
  // Worked out a second time by bisection, in another language, on the same schedule.
  t.equal(plain.annualCost, '4.4376');
  const charged = costOf({ terms: TERMS, charges: [fee(12_000n)], penalty: null, rules });
  t.equal(charged.chargesFen, 12_000n);
  t.equal(charged.annualCost, '6.3989');
  t.same(
    charged.contingent.map(({ code, amount }) => [code, amount]),
    [
      ['PENALTY_OVERDUE', null],
      ['PENALTY_MISUSE', null],
    ],
  );
});

test('what each kind of charge comes to', async (t) => {
  const drawn = {
    principalFen: 1_000_000n,
    months: 24,
    periods: [
      { balanceFen: 1_000_000n, days: 365 },
      { balanceFen: 500_000n, days: 73 },
    ],
  };
  const table: [Partial<Charge>, bigint, bigint[]][] = [
    [{}, 8_000n, [0n, 0n]],
    [{ due: 'WITH_INSTALMENTS' }, 0n, [8_000n, 8_000n]],
    [{ basis: 'PERCENT_OF_AMOUNT', percent: '0.5' }, 5_000n, [0n, 0n]],
    [{ basis: 'PERCENT_OF_AMOUNT', percent: '0.5', due: 'WITH_INSTALMENTS' }, 0n, [5_000n, 5_000n]],
    [{ basis: 'PERCENT_A_YEAR', percent: '0.8' }, 16_000n, [0n, 0n]],
    [{ basis: 'PERCENT_A_YEAR', percent: '0.8', due: 'WITH_INSTALMENTS' }, 0n, [8_000n, 800n]],
  ];
  for (const [change, atOnceFen, withFen] of table) {
    const cost = chargeCost({ ...fee(8_000n), ...change }, drawn);
    t.same(cost, { atOnceFen, withFen }, `${change.basis} ${change.due}`);
  }
  t.notOk(isNormal({ ...fee(1n), payer: 'BANK' }), 'borne by the bank');
  t.notOk(isNormal({ ...fee(1n), due: 'ON_EVENT' }), 'only when something happens');
  t.notOk(isNormal({ ...fee(1n), contingent: true }), 'only on a breach');
});

test('charges of a product, and its own markups, are in the table shown', async (t) => {
  const early = { ...fee(0n), code: 'EARLY', due: 'ON_EVENT', contingent: true } as const;
  const borne = { ...fee(8_000n), code: 'BORNE', payer: 'BANK' } as const;
  const penalty = { overdueMarkup: '50', misuseMarkup: '100' };
  const charges = [fee(12_000n), early, borne];
  const cost = costOf({ terms: TERMS, charges, penalty, rules });
  t.same(
    cost.items.map(({ code }) => code),
    ['INTEREST', 'ASSESSMENT'],
  );
  t.same(
    cost.contingent.map(({ code, amount }) => [code, amount]),
    [
      ['PENALTY_OVERDUE', null],
      ['PENALTY_MISUSE', null],
      ['EARLY', null],
    ],
  );
  t.match(cost.contingent[0]?.way.zh, '加收50%');
  t.equal(cost.annualCost, '6.3989', 'what the bank bears costs the borrower nothing');
});

test('a charge or a higher rate never makes a loan cheaper', async () => {
  const terms = fc.record({
    yuan: fc.integer({ min: 1_000, max: 1_000_000 }),
    rate: fc.integer({ min: 100, max: 2400 }),
    months: fc.integer({ min: 1, max: 60 }),
    method: fc.constantFrom('EQUAL_INSTALMENTS', 'EQUAL_PRINCIPAL', 'INTEREST_MONTHLY' as const),
    fee: fc.integer({ min: 1, max: 50 }),
  });
  const costIn = (loan: DrawnTerms, feeFen: bigint): number =>
    Number(
      costOf({ terms: loan, charges: feeFen > 0n ? [fee(feeFen)] : [], penalty: null, rules })
        .annualCost,
    );
  fc.assert(
    fc.property(terms, ({ yuan, rate, months, method, fee: thousandths }) => {
      const percent = (hundredths: number) => (hundredths / 100).toFixed(2);
      const principalFen = BigInt(yuan) * 100n;
      const base = { ...TERMS, principalFen, months, method };
      const loan = { ...base, annualRatePercent: percent(rate) };
      const dearer = { ...loan, annualRatePercent: percent(rate + 100) };
      const cost = costIn(loan, 0n);
      const charged = costIn(loan, (principalFen * BigInt(thousandths)) / 1000n);
      return charged > cost && costIn(dearer, 0n) > cost && cost > rate / 110;
    }),
    { numRuns: 25 },
  );
});
