import type { CustomerKind } from '../../generated/enums.ts';
import { yuanOf } from '../../kernel/money.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';
import type { DayCount, RepaymentMethod } from '../servicing/index.ts';

type Words = { readonly en: string; readonly zh: string };

import type { LoanBook, LoanPurpose } from './payment-rules.ts';

export type BorrowerKind = CustomerKind;

/** What a bank lends: who may borrow how much, for how long and at what rate, while in force. */
export type LoanProduct = DatedRuleSet & {
  readonly name: Words;
  /** Came with the software and stands for no bank's policy. */
  readonly sample: boolean;
  /** The rule book of each kind of borrower it is for. */
  readonly books: Readonly<Partial<Record<BorrowerKind, LoanBook>>>;
  readonly minimumFen: bigint;
  readonly maximumFen: bigint;
  /** Largest sum of a borrower's loans without a rating in force. */
  readonly standAloneFen: bigint;
  readonly maximumMonths: Readonly<Record<LoanPurpose, number>>;
  /** Percent a year, both inclusive. */
  readonly minimumRate: string;
  readonly maximumRate: string;
  readonly repaymentMethods: readonly RepaymentMethod[];
  /** Longest term repaid in one payment at maturity: longer loans need instalments. */
  readonly atMaturityMonths: number;
  readonly dayCount: DayCount;
};

const FEN_PER_YUAN = 100n;
const yuan = (amount: bigint): bigint => amount * FEN_PER_YUAN;

export const loanProducts: readonly LoanProduct[] = [
  {
    code: 'VILLAGE_CREDIT',
    name: { en: 'Village credit loan (sample)', zh: '整村授信贷款（样例）' },
    sample: true,
    effectiveFrom: '2024-07-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for Personal Loans (2024, No. 3); Measures for Loans to Farm Households (2012)',
      zh: '《个人贷款管理办法》（2024年第3号）；《农户贷款管理办法》（银监发〔2012〕50号）',
    },
    books: {
      HOUSEHOLD: 'FARM_HOUSEHOLD',
      FAMILY_FARM: 'FARM_HOUSEHOLD',
      LARGE_GROWER: 'FARM_HOUSEHOLD',
      MERCHANT: 'PERSON',
    },
    minimumFen: yuan(1_000n),
    maximumFen: yuan(1_000_000n),
    standAloneFen: yuan(50_000n),
    maximumMonths: { BUSINESS: 60, CONSUMPTION: 60 },
    minimumRate: '3',
    maximumRate: '12',
    repaymentMethods: ['EQUAL_INSTALMENTS', 'EQUAL_PRINCIPAL', 'INTEREST_MONTHLY', 'AT_MATURITY'],
    atMaturityMonths: 12,
    dayCount: 'ACTUAL_365',
  },
];

/** The product of a code as it stands on a date, or undefined when it is not offered then. */
export const productOn = (code: string, date: string): LoanProduct | undefined =>
  ruleSetOn(
    loanProducts.filter((product) => product.code === code),
    date,
  );

/** What a borrower asks for. `annualRate` is percent a year as exact decimal text. */
export type AskedTerms = {
  readonly borrower: BorrowerKind;
  readonly fundUse: LoanPurpose;
  readonly amountFen: bigint;
  readonly termMonths: number;
  readonly annualRate: string;
  readonly repaymentMethod: RepaymentMethod;
};

export type TermsFault = {
  readonly code: `loan.${string}`;
  readonly path: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
};

const MILLIONTHS = 6;

/** `'4.35'` -> 4350000n, so that rates compare exactly. */
function rateOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(MILLIONTHS, '0').slice(0, MILLIONTHS));
}

/** What the product does not allow of the terms asked for: the first fault, or undefined. */
export function termsFault(product: LoanProduct, asked: AskedTerms): TermsFault | undefined {
  const { amountFen, termMonths, annualRate, repaymentMethod } = asked;
  if (!product.books[asked.borrower]) {
    const details = { borrowers: Object.keys(product.books) };
    return { code: 'loan.borrower_not_served', path: ['customerId'], details };
  }
  if (amountFen < product.minimumFen || amountFen > product.maximumFen) {
    const details = { minimum: yuanOf(product.minimumFen), maximum: yuanOf(product.maximumFen) };
    return { code: 'loan.amount_out_of_range', path: ['amount'], details };
  }
  const months = product.maximumMonths[asked.fundUse];
  if (termMonths > months) {
    return { code: 'loan.term_too_long', path: ['termMonths'], details: { months } };
  }
  const rate = rateOf(annualRate);
  if (rate < rateOf(product.minimumRate) || rate > rateOf(product.maximumRate)) {
    const details = { minimum: product.minimumRate, maximum: product.maximumRate };
    return { code: 'loan.rate_out_of_range', path: ['annualRate'], details };
  }
  const tooLong = repaymentMethod === 'AT_MATURITY' && termMonths > product.atMaturityMonths;
  if (tooLong || !product.repaymentMethods.includes(repaymentMethod)) {
    const details = {
      methods: product.repaymentMethods,
      atMaturityMonths: product.atMaturityMonths,
    };
    return { code: 'loan.repayment_method_not_offered', path: ['repaymentMethod'], details };
  }
  return undefined;
}
