import { test } from 'tap';
import type { LoanProduct } from '../../../src/modules/products/content.ts';
import { sampleProductOf } from '../../../src/modules/products/samples.ts';
import { type AskedTerms, termsFault } from '../../../src/modules/products/terms.ts';

const TODAY = '2026-03-02';
const sample = (code: string) => sampleProductOf(code) as LoanProduct;
const village = sample('VILLAGE_CREDIT');
const ASKED: AskedTerms = {
  borrower: 'HOUSEHOLD',
  fundUse: 'BUSINESS',
  industryCode: 'A0111',
  amountFen: 1_200_000n,
  termMonths: 12,
  annualRate: '4.35',
  repaymentMethod: 'EQUAL_PRINCIPAL',
};

const labelOf = (change: object) =>
  JSON.stringify(change, (_, value) => (typeof value === 'bigint' ? String(value) : value));

test('what a product allows, at both ends of every limit', async (t) => {
  const cases: [Partial<AskedTerms>, string | undefined][] = [
    [{}, undefined],
    [{ amountFen: village.minimumFen }, undefined],
    [{ amountFen: village.minimumFen - 1n }, 'loan.amount_out_of_range'],
    [{ amountFen: village.maximumFen }, undefined],
    [{ amountFen: village.maximumFen + 1n }, 'loan.amount_out_of_range'],
    [{ amountFen: 0n }, 'loan.amount_out_of_range'],
    [{ termMonths: 60 }, undefined],
    [{ termMonths: 61 }, 'loan.term_too_long'],
    [{ termMonths: 61, fundUse: 'CONSUMPTION' }, 'loan.term_too_long'],
    [{ annualRate: '3' }, undefined],
    [{ annualRate: '3.000000' }, undefined],
    [{ annualRate: '2.999999' }, 'loan.rate_out_of_range'],
    [{ annualRate: '12' }, undefined],
    [{ annualRate: '12.000001' }, 'loan.rate_out_of_range'],
    [{ repaymentMethod: 'AT_MATURITY', termMonths: 12 }, undefined],
    [{ repaymentMethod: 'AT_MATURITY', termMonths: 13 }, 'loan.repayment_method_not_offered'],
    [{ repaymentMethod: 'INTEREST_MONTHLY', termMonths: 60 }, undefined],
    [{ repaymentMethod: 'REVOLVING' }, 'loan.repayment_method_not_offered'],
    [{ borrower: 'COOPERATIVE' }, 'loan.borrower_not_served'],
  ];
  for (const [change, code] of cases) {
    t.equal(termsFault(village, { ...ASKED, ...change }, TODAY)?.code, code, labelOf(change));
  }
});

test('industries and uses a product is for', async (t) => {
  const farm = sample('FARM_PRODUCTION');
  const cases: [Partial<AskedTerms>, string | undefined][] = [
    [{}, undefined],
    [{ industryCode: 'A' }, undefined],
    [{ industryCode: 'F5211' }, 'loan.industry_not_served'],
    [{ fundUse: 'CONSUMPTION', industryCode: undefined }, 'loan.use_not_served'],
  ];
  for (const [change, code] of cases) {
    t.equal(termsFault(farm, { ...ASKED, ...change }, TODAY)?.code, code, labelOf(change));
  }
  const narrow = { ...farm, uses: [{ ...farm.uses[0], industries: ['A01'] }] } as LoanProduct;
  t.equal(
    termsFault(narrow, { ...ASKED, industryCode: 'A' }, TODAY)?.code,
    'loan.industry_not_served',
  );
});

test('a limit of law holds for an older product as well', async (t) => {
  const long = {
    ...village,
    uses: [{ fundUse: 'CONSUMPTION', industries: [], maximumMonths: 84 }],
  };
  const asked: AskedTerms = {
    ...ASKED,
    borrower: 'MERCHANT',
    fundUse: 'CONSUMPTION',
    industryCode: undefined,
    termMonths: 84,
  };
  const product = long as unknown as LoanProduct;
  t.equal(termsFault(product, asked, '2024-06-30'), undefined, 'before the rule');
  t.match(termsFault(product, asked, '2024-07-01'), {
    code: 'loan.term_too_long',
    details: { months: 60, limit: 'PERSON_CONSUMPTION_TERM_2024' },
  });
});
