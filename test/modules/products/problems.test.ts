import { test } from 'tap';
import {
  contentOf,
  type LoanProduct,
  parseProduct,
} from '../../../src/modules/products/content.ts';
import { lendingLimits } from '../../../src/modules/products/limit-rules.ts';
import { productProblems } from '../../../src/modules/products/product-problems.ts';
import { sampleProductOf, sampleProducts } from '../../../src/modules/products/samples.ts';

const TODAY = '2026-03-02';
type Change = (product: LoanProduct) => Partial<LoanProduct>;

const problemsOf = (code: string, change: Change, on = TODAY) => {
  const product = sampleProductOf(code) as LoanProduct;
  const problems = productProblems({ ...product, ...change(product) }, on);
  return problems.map((problem) => `${problem.code} ${problem.path.join('.')} ${problem.limit}`);
};

test('the samples are sound, stand for no bank, and are read back as written', async (t) => {
  for (const product of sampleProducts) {
    t.same(productProblems(product, TODAY), [], product.code);
    t.ok(product.sample);
    t.same(parseProduct(JSON.parse(contentOf(product))), { ok: true, product });
  }
  t.same(
    sampleProducts.map(({ code }) => code),
    ['VILLAGE_CREDIT', 'FARM_PRODUCTION', 'MERCHANT_OPERATING', 'POVERTY_RELIEF'],
  );
});

const cases: [string, string, Change][] = [
  ['TWICE channels.1 null', 'VILLAGE_CREDIT', () => ({ channels: ['OFFICER', 'OFFICER'] })],
  [
    'TWICE borrowers.4 null',
    'VILLAGE_CREDIT',
    ({ borrowers }) => ({ borrowers: [...borrowers, { kind: 'HOUSEHOLD', book: 'PERSON' }] }),
  ],
  ['RANGE_EMPTY maximumFen null', 'FARM_PRODUCTION', () => ({ minimumFen: 50_000_001n })],
  ['AMOUNT_ZERO minimumFen null', 'FARM_PRODUCTION', () => ({ minimumFen: 0n })],
  [
    'STAND_ALONE_ABOVE standAloneFen null',
    'FARM_PRODUCTION',
    () => ({ standAloneFen: 50_000_001n }),
  ],
  [
    'SECURITY_NEEDED guarantees.kinds null',
    'FARM_PRODUCTION',
    () => ({ guarantees: { unsecuredFen: 5_000_000n, kinds: [] } }),
  ],
  [
    'RANGE_EMPTY rate.maximum null',
    'FARM_PRODUCTION',
    ({ rate }) => ({ rate: { ...rate, minimum: '9.000001' } }),
  ],
  [
    'PRIME_NEEDED rate.prime null',
    'FARM_PRODUCTION',
    ({ rate }) => ({ rate: { ...rate, type: 'LPR_FLOATING' } }),
  ],
  [
    'TENOR_ORDER rate.prime.tenors null',
    'MERCHANT_OPERATING',
    ({ uses }) => ({ uses: uses.map((use) => ({ ...use, maximumMonths: 61 })) }),
  ],
  [
    'INDUSTRIES_FOR_CONSUMPTION uses.0.industries null',
    'VILLAGE_CREDIT',
    () => ({ uses: [{ fundUse: 'CONSUMPTION', industries: ['A'], maximumMonths: 12 }] }),
  ],
  [
    'ALLOCATION_ORDER allocation null',
    'VILLAGE_CREDIT',
    () => ({ allocation: ['INTEREST', 'INTEREST', 'PRINCIPAL'] }),
  ],
  [
    'CHARGE_BASIS charges.0 null',
    'FARM_PRODUCTION',
    ({ charges }) => ({
      charges: charges.map((each) => ({ ...each, amountFen: 1n, percent: '1' })),
    }),
  ],
  [
    'EVENT_NOT_CONTINGENT charges.0 null',
    'FARM_PRODUCTION',
    ({ charges }) => ({
      charges: charges.slice(2).map((each) => ({ ...each, contingent: false })),
    }),
  ],
  [
    'SUBSIDY_BASIS subsidy null',
    'POVERTY_RELIEF',
    ({ subsidy }) => (subsidy ? { subsidy: { ...subsidy, points: '1' } } : {}),
  ],
];

test('what no shape can say', async (t) => {
  for (const [problem, code, change] of cases) {
    t.ok(problemsOf(code, change).includes(problem), problem);
  }
});

const legal: [string, string, Change][] = [
  [
    'TERM_ABOVE_LIMIT uses.0.maximumMonths POVERTY_RELIEF_CREDIT_2021',
    'POVERTY_RELIEF',
    ({ uses }) => ({ uses: uses.map((use) => ({ ...use, maximumMonths: 37 })) }),
  ],
  [
    'AMOUNT_ABOVE_LIMIT maximumFen POVERTY_RELIEF_CREDIT_2021',
    'POVERTY_RELIEF',
    () => ({ maximumFen: 5_000_001n }),
  ],
  [
    'SECURITY_FORBIDDEN guarantees.kinds POVERTY_RELIEF_CREDIT_2021',
    'POVERTY_RELIEF',
    ({ guarantees }) => ({
      guarantees: { ...guarantees, kinds: [{ kind: 'GUARANTEE', advancePercent: '100' }] },
    }),
  ],
  [
    'SPREAD_ABOVE_LIMIT rate.prime.maximumSpread POVERTY_RELIEF_CREDIT_2021',
    'POVERTY_RELIEF',
    ({ rate }) => ({
      rate: rate.prime ? { ...rate, prime: { ...rate.prime, maximumSpread: '0.000001' } } : rate,
    }),
  ],
  [
    'TERM_ABOVE_LIMIT uses.1.maximumMonths PERSON_CONSUMPTION_TERM_2024',
    'VILLAGE_CREDIT',
    ({ uses }) => ({ uses: uses.map((use) => ({ ...use, maximumMonths: 61 })) }),
  ],
  [
    'AT_MATURITY_ABOVE_LIMIT atMaturityMonths FARM_HOUSEHOLD_INSTALMENTS_2012',
    'FARM_PRODUCTION',
    () => ({ atMaturityMonths: 13 }),
  ],
  [
    'MARKUP_OUTSIDE_LIMIT penalty.overdueMarkup PENALTY_INTEREST_2004',
    'FARM_PRODUCTION',
    ({ penalty }) => ({ penalty: { ...penalty, overdueMarkup: '50.000001' } }),
  ],
];

test('what law forbids, by the rules of the first day', async (t) => {
  for (const [problem, code, change] of legal) {
    const beyond = problemsOf(code, change).filter((each) => !each.endsWith(' null'));
    t.same(beyond, [problem], problem);
  }
  const long: Change = ({ uses }) => ({ uses: uses.map((use) => ({ ...use, maximumMonths: 61 })) });
  t.same(problemsOf('VILLAGE_CREDIT', long, '2024-06-30'), [], 'before the rule');
  const codes = lendingLimits.map(({ code }) => code);
  t.equal(new Set(codes).size, codes.length, 'each limit has a name of its own');
});
