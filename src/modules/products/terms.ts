/** Whether a product, and the limits of law, allow what a borrower asks for. Pure. */
import type { CustomerKind, LoanFundUse, LoanRepaymentMethod } from '../../generated/enums.ts';
import { yuanOf } from '../../kernel/money.ts';
import type { LoanProduct } from './content.ts';
import { millionthsOf } from './content-values.ts';
import { limitsOn } from './limit-rules.ts';

/** What a borrower asks for. `annualRate` is percent a year as exact decimal text. */
export type AskedTerms = {
  readonly borrower: CustomerKind;
  readonly fundUse: LoanFundUse;
  readonly industryCode?: string | undefined;
  readonly amountFen: bigint;
  readonly termMonths: number;
  readonly annualRate: string;
  readonly repaymentMethod: LoanRepaymentMethod;
};

export type TermsFault = {
  readonly code: `loan.${string}`;
  readonly path: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
};

/** The rule book a kind of borrower falls under, if the product is for it. */
export const bookOf = ({ borrowers }: LoanProduct, kind: string) =>
  borrowers.find((borrower) => borrower.kind === kind)?.book;

/** What product or law do not allow of the terms asked for: the first fault, or undefined. */
export function termsFault(
  product: LoanProduct,
  asked: AskedTerms,
  today: string,
): TermsFault | undefined {
  return (
    borrowerFault(product, asked) ??
    amountFault(product, asked) ??
    termFault(product, asked, today) ??
    rateFault(product, asked) ??
    methodFault(product, asked)
  );
}

function borrowerFault(product: LoanProduct, asked: AskedTerms): TermsFault | undefined {
  if (!bookOf(product, asked.borrower)) {
    const details = { borrowers: product.borrowers.map(({ kind }) => kind) };
    return { code: 'loan.borrower_not_served', path: ['customerId'], details };
  }
  const use = product.uses.find(({ fundUse }) => fundUse === asked.fundUse);
  if (!use) {
    const details = { uses: product.uses.map(({ fundUse }) => fundUse) };
    return { code: 'loan.use_not_served', path: ['fundUse'], details };
  }
  const { industries } = use;
  const { industryCode } = asked;
  const isServed =
    industries.length === 0 ||
    industryCode === undefined ||
    industries.some((code) => industryCode.startsWith(code));
  if (isServed) return undefined;
  return { code: 'loan.industry_not_served', path: ['industryCode'], details: { industries } };
}

function amountFault(product: LoanProduct, { amountFen }: AskedTerms): TermsFault | undefined {
  const { minimumFen, maximumFen } = product;
  if (amountFen >= minimumFen && amountFen <= maximumFen) return undefined;
  const details = { minimum: yuanOf(minimumFen), maximum: yuanOf(maximumFen) };
  return { code: 'loan.amount_out_of_range', path: ['amount'], details };
}

function termFault(product: LoanProduct, asked: AskedTerms, today: string): TermsFault | undefined {
  const { fundUse, termMonths } = asked;
  const months = product.uses.find((use) => use.fundUse === fundUse)?.maximumMonths ?? 0;
  if (termMonths > months) {
    return { code: 'loan.term_too_long', path: ['termMonths'], details: { months } };
  }
  // A limit may have become stricter since the product was published.
  const book = bookOf(product, asked.borrower) ?? 'PERSON';
  const { programme } = product;
  const limit = limitsOn(today, { book, fundUse, programme }).find(
    ({ maximumMonths }) => maximumMonths !== undefined && termMonths > maximumMonths,
  );
  if (!limit) return undefined;
  const details = { months: limit.maximumMonths, limit: limit.code };
  return { code: 'loan.term_too_long', path: ['termMonths'], details };
}

function rateFault({ rate }: LoanProduct, { annualRate }: AskedTerms): TermsFault | undefined {
  const asked = millionthsOf(annualRate);
  if (asked >= millionthsOf(rate.minimum) && asked <= millionthsOf(rate.maximum)) return undefined;
  const details = { minimum: rate.minimum, maximum: rate.maximum };
  return { code: 'loan.rate_out_of_range', path: ['annualRate'], details };
}

function methodFault(product: LoanProduct, asked: AskedTerms): TermsFault | undefined {
  const { repaymentMethod, termMonths } = asked;
  const { repaymentMethods, atMaturityMonths } = product;
  const isTooLong = repaymentMethod === 'AT_MATURITY' && termMonths > atMaturityMonths;
  if (!isTooLong && repaymentMethods.includes(repaymentMethod)) return undefined;
  const details = { methods: repaymentMethods, atMaturityMonths };
  return { code: 'loan.repayment_method_not_offered', path: ['repaymentMethod'], details };
}
