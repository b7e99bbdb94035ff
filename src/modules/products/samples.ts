/**
 * Sample products of this project. They show what a product can say; their amounts, rates and
 * charges are invented and are no bank's policy. A bank drafts, checks and publishes its own.
 */
import { type LoanProduct, type ProductContent, productSchema } from './content.ts';
import { farmProduction, povertyRelief, villageCredit } from './sample-farm.ts';
import { sampleInvestigation } from './sample-investigation.ts';
import {
  earlyFee,
  lender,
  personalPapers,
  registration,
  usualPenalty,
  yuan,
} from './sample-parts.ts';

const merchantOperating: ProductContent = {
  format: 1,
  code: 'MERCHANT_OPERATING',
  name: { en: 'Merchant operating loan (sample)', zh: '商户经营贷（样例，随借随还）' },
  sample: true,
  legalBasis: {
    en: 'Measures for Personal Loans (2024, No. 3); Measures for Working Capital Loans (2024, No. 2)',
    zh: '《个人贷款管理办法》（2024年第3号）；《流动资金贷款管理办法》（2024年第2号）',
  },
  channels: ['OFFICER', 'CUSTOMER', 'BANK'],
  borrowers: [
    { kind: 'MERCHANT', book: 'PERSON' },
    { kind: 'SMALL_ENTERPRISE', book: 'WORKING_CAPITAL' },
    { kind: 'COOPERATIVE', book: 'WORKING_CAPITAL' },
  ],
  uses: [{ fundUse: 'BUSINESS', maximumMonths: 36 }],
  minimumFen: yuan(10_000n),
  maximumFen: yuan(3_000_000n),
  standAloneFen: yuan(200_000n),
  rate: {
    type: 'LPR_FLOATING',
    minimum: '3',
    maximum: '12',
    prime: {
      tenors: [{ upToMonths: 60, tenor: 'ONE_YEAR' }],
      minimumSpread: '0',
      maximumSpread: '6',
      repricing: 'YEARLY_ON_FIRST_OF_JANUARY',
    },
  },
  repaymentMethods: ['REVOLVING', 'INTEREST_MONTHLY', 'EQUAL_INSTALMENTS'],
  atMaturityMonths: 12,
  dayCount: 'ACTUAL_360',
  graceDays: 3,
  penalty: usualPenalty,
  earlyRepayment: { choices: ['SHORTEN_TERM', 'LOWER_INSTALMENT'] },
  guarantees: {
    unsecuredFen: yuan(300_000n),
    kinds: [
      { kind: 'GUARANTEE' },
      { kind: 'MORTGAGE', advancePercent: '70' },
      { kind: 'PLEDGE', advancePercent: '90' },
    ],
  },
  documents: [
    ...personalPapers,
    { kind: 'BUSINESS_LICENCE', by: 'SUBMISSION' },
    { kind: 'BANK_STATEMENT', by: 'SUBMISSION', when: { aboveFen: yuan(100_000n) } },
  ],
  sections: [{ section: 'BUSINESS', percent: 80 }],
  investigation: sampleInvestigation,
  noticeRequired: false,
  charges: [
    registration,
    earlyFee,
    {
      code: 'COMMITMENT',
      label: { en: 'Commitment fee on the undrawn line', zh: '未用额度承诺费' },
      collector: lender,
      payer: 'BANK',
      basis: 'PERCENT_A_YEAR',
      percent: '0.1',
      due: 'AT_DISBURSEMENT',
    },
  ],
};

export const sampleProducts: readonly LoanProduct[] = [
  villageCredit,
  farmProduction,
  merchantOperating,
  povertyRelief,
].map((content) => productSchema.parse(content));

export const sampleProductOf = (code: string): LoanProduct | undefined =>
  sampleProducts.find((product) => product.code === code);

/** Loan prime rates as the interbank funding centre published them. */
export const samplePrimeRates = [
  { publishedOn: '2024-02-20', ONE_YEAR: '3.45', FIVE_YEARS: '3.95' },
  { publishedOn: '2024-07-22', ONE_YEAR: '3.35', FIVE_YEARS: '3.85' },
  { publishedOn: '2024-10-21', ONE_YEAR: '3.1', FIVE_YEARS: '3.6' },
  { publishedOn: '2025-05-20', ONE_YEAR: '3', FIVE_YEARS: '3.5' },
] as const;
