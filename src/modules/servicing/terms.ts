/** Thirty years: the longest loan of this field. */
export const LONGEST_TERM_MONTHS = 360;
const RATE_PATTERN = /^\d{1,3}(\.\d{1,6})?$/;
const RATE_DIGITS = 6;

/**
 * How principal and interest fall due: EQUAL_INSTALMENTS 等额本息, EQUAL_PRINCIPAL 等额本金,
 * INTEREST_MONTHLY 按月付息到期还本, AT_MATURITY 到期一次还本付息, REVOLVING 随借随还.
 */
export const repaymentMethods = [
  'EQUAL_INSTALMENTS',
  'EQUAL_PRINCIPAL',
  'INTEREST_MONTHLY',
  'AT_MATURITY',
  'REVOLVING',
] as const;
export type RepaymentMethod = (typeof repaymentMethods)[number];

/**
 * THIRTY_360: every month has 30 of 360 days. ACTUAL_360 and ACTUAL_365: days that passed.
 * ACTUAL_ACTUAL: days of leap years of 366, others of 365 (ISDA).
 */
export const dayCounts = ['THIRTY_360', 'ACTUAL_360', 'ACTUAL_365', 'ACTUAL_ACTUAL'] as const;
export type DayCount = (typeof dayCounts)[number];

/** What becomes of a fraction of a fen. HALF_EVEN: half a fen goes to the even neighbour. */
export const roundings = ['HALF_UP', 'HALF_EVEN', 'UP', 'DOWN'] as const;
export type Rounding = (typeof roundings)[number];

/** What money pays first, second and third; of each the oldest first. */
export const allocationOrders = [
  'PENALTY_INTEREST_PRINCIPAL',
  'PENALTY_PRINCIPAL_INTEREST',
  'INTEREST_PENALTY_PRINCIPAL',
  'INTEREST_PRINCIPAL_PENALTY',
  'PRINCIPAL_PENALTY_INTEREST',
  'PRINCIPAL_INTEREST_PENALTY',
] as const;
export type AllocationOrder = (typeof allocationOrders)[number];

/**
 * What was agreed. Rates are percent a year as exact decimal text, `'4.35'` for 4.35 %. The amount
 * and the day are no terms: they are facts of the loan's disbursement.
 */
export type LoanTerms = {
  readonly method: RepaymentMethod;
  readonly months: number;
  readonly annualRatePercent: string;
  readonly dayCount: DayCount;
  readonly rounding?: Rounding;
  readonly allocation?: AllocationOrder;
  readonly subsidy?: SubsidyTerms | null;
  /** An instalment counts as overdue only when more than so many days have passed since its day. */
  readonly graceDays?: number;
};

/** Interest that somebody else pays (财政贴息): points of the rate, or a share of the interest. */
export type SubsidyTerms = {
  readonly points?: string | null;
  readonly sharePercent?: string | null;
  /** On principal up to this much; null: all of it. */
  readonly upToFen?: bigint | null;
  /** For so many months from disbursement; null: for as long as the loan lasts. */
  readonly months?: number | null;
};

/** `'4.35'` -> 4350000n: millionths of a percentage point, so that rates compare exactly. */
export function rateOf(percent: string): bigint {
  if (!RATE_PATTERN.test(percent)) throw new RangeError('rate is not a percentage');
  const [whole = '0', fraction = ''] = percent.split('.');
  return BigInt(whole + fraction.padEnd(RATE_DIGITS, '0'));
}

const WHOLE = 100_000_000n;

/** The part of a rate that somebody else pays, never more than the rate. */
export function subsidyRateOf(rate: bigint, subsidy: SubsidyTerms | null | undefined): bigint {
  const { points, sharePercent } = subsidy ?? {};
  const paid = sharePercent ? (rate * rateOf(sharePercent)) / WHOLE : rateOf(points ?? '0');
  return paid < rate ? paid : rate;
}

/** Throws RangeError on terms nobody can agree on. */
export function requireTerms({ months, annualRatePercent }: LoanTerms): void {
  if (!Number.isInteger(months) || months < 1 || months > LONGEST_TERM_MONTHS) {
    throw new RangeError(`term must be 1 to ${LONGEST_TERM_MONTHS} months`);
  }
  rateOf(annualRatePercent);
}
