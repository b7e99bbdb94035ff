/** Parts the sample products share. Amounts and figures are invented and are no bank's policy. */
import type { ProductContent } from './content.ts';

const FEN_PER_YUAN = 100n;
export const yuan = (amount: bigint): string => String(amount * FEN_PER_YUAN);

const words = (en: string, zh: string) => ({ en, zh });

export const farmBorrowers: ProductContent['borrowers'] = [
  { kind: 'HOUSEHOLD', book: 'FARM_HOUSEHOLD' },
  { kind: 'FAMILY_FARM', book: 'FARM_HOUSEHOLD' },
  { kind: 'LARGE_GROWER', book: 'FARM_HOUSEHOLD' },
];

export const farmMeasures = words(
  'Measures for Loans to Farm Households (2012)',
  '《农户贷款管理办法》（银监发〔2012〕50号）',
);

export const personalAndFarmMeasures = words(
  'Measures for Personal Loans (2024, No. 3); Measures for Loans to Farm Households (2012)',
  '《个人贷款管理办法》（2024年第3号）；《农户贷款管理办法》（银监发〔2012〕50号）',
);

export const usualPenalty: ProductContent['penalty'] = { overdueMarkup: '50', misuseMarkup: '100' };

export const lender = words('The bank', '本行');
export const treasury = words('County treasury', '县级财政');

/** What a notary, valuer or registry takes, borne by the bank as small borrowers' loans have it. */
export const registration: ProductContent['charges'][number] = {
  code: 'MORTGAGE_REGISTRATION',
  label: words('Registration of the mortgage', '抵押登记费'),
  collector: words('Real estate registry', '不动产登记机构'),
  payer: 'BANK',
  basis: 'FIXED_AMOUNT',
  amountFen: yuan(80n),
  due: 'AT_DISBURSEMENT',
};

export const insurance: ProductContent['charges'][number] = {
  code: 'CREDIT_GUARANTEE_FEE',
  label: words('Fee of the agricultural guarantee company', '农业信贷担保费'),
  collector: words('Agricultural credit guarantee company', '农业信贷担保公司'),
  payer: 'BORROWER',
  basis: 'PERCENT_A_YEAR',
  percent: '0.8',
  due: 'AT_DISBURSEMENT',
};

export const earlyFee: ProductContent['charges'][number] = {
  code: 'EARLY_REPAYMENT',
  label: words('Early repayment within six months', '六个月内提前还款违约金'),
  collector: lender,
  payer: 'BORROWER',
  basis: 'PERCENT_OF_AMOUNT',
  percent: '0.5',
  due: 'ON_EVENT',
  contingent: true,
};

export const personalPapers: ProductContent['documents'] = [
  { kind: 'IDENTITY_CARD', by: 'SUBMISSION' },
  { kind: 'CREDIT_REPORT_CONSENT', by: 'SUBMISSION' },
  { kind: 'MARRIAGE_CERTIFICATE', by: 'DISBURSEMENT', when: { aboveFen: yuan(100_000n) } },
  { kind: 'PURCHASE_CONTRACT', by: 'DISBURSEMENT', when: { paymentMethod: 'ENTRUSTED' } },
  { kind: 'GUARANTOR_STATEMENT', by: 'SUBMISSION', when: { guarantee: 'GUARANTEE' } },
  { kind: 'COLLATERAL_TITLE', by: 'SUBMISSION', when: { guarantee: 'MORTGAGE' } },
  { kind: 'VALUATION', by: 'DISBURSEMENT', when: { guarantee: 'MORTGAGE' } },
];
