import { test } from 'tap';
import { fieldVisitRequired } from '../../../src/modules/loans/investigation-rules.ts';
import {
  type AskedTerms,
  type LoanProduct,
  loanProducts,
  productOn,
  termsFault,
} from '../../../src/modules/loans/products.ts';

const product = productOn('VILLAGE_CREDIT', '2026-03-02') as LoanProduct;
const ASKED: AskedTerms = {
  borrower: 'HOUSEHOLD',
  fundUse: 'BUSINESS',
  amountFen: 1_200_000n,
  termMonths: 12,
  annualRate: '4.35',
  repaymentMethod: 'EQUAL_PRINCIPAL',
};

test('what a product allows, at both ends of every limit', (t) => {
  const cases: [Partial<AskedTerms>, string | undefined][] = [
    [{}, undefined],
    [{ amountFen: product.minimumFen }, undefined],
    [{ amountFen: product.minimumFen - 1n }, 'loan.amount_out_of_range'],
    [{ amountFen: product.maximumFen }, undefined],
    [{ amountFen: product.maximumFen + 1n }, 'loan.amount_out_of_range'],
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
  ];
  for (const [change, code] of cases) {
    const label = JSON.stringify(change, (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    t.equal(termsFault(product, { ...ASKED, ...change })?.code, code, label);
  }
  const narrow = { ...product, books: { MERCHANT: 'PERSON' } } as const;
  t.equal(termsFault(narrow, ASKED)?.code, 'loan.borrower_not_served');
  t.end();
});

test('a product is offered while in force, once', (t) => {
  t.equal(productOn('VILLAGE_CREDIT', '2024-06-30'), undefined);
  t.equal(productOn('VILLAGE_CREDIT', '2024-07-01')?.code, 'VILLAGE_CREDIT');
  t.equal(productOn('NONE', '2026-03-02'), undefined);
  t.ok(
    loanProducts.every((each) => each.sample),
    'nothing shipped stands for a bank’s policy',
  );
  t.end();
});

test('who must be visited', (t) => {
  const cases = [
    ['PERSON', 20_000_000n, '2026-03-02', false],
    ['PERSON', 20_000_001n, '2026-03-02', true],
    ['PERSON', 1n, '2024-06-30', true],
    ['FARM_HOUSEHOLD', 1n, '2026-03-02', true],
    ['WORKING_CAPITAL', 1n, '2026-03-02', true],
  ] as const;
  for (const [book, amountFen, date, required] of cases) {
    t.equal(
      fieldVisitRequired({ book, amountFen }, date),
      required,
      `${book} ${amountFen} ${date}`,
    );
  }
  t.end();
});
