import { Decimal } from 'decimal.js';
import { addMonths, daysBetween } from '../../kernel/dates.ts';

/**
 * Enough digits that no product of an amount, a rate and a day count is rounded before the last
 * step.
 */
const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });
const MONTHS_PER_YEAR = 12;
const DAYS_PER_MONTH_30_360 = 30;
const DAYS_PER_YEAR = { THIRTY_360: 360, ACTUAL_360: 360, ACTUAL_365: 365 } as const;
const RATE_PATTERN = /^\d{1,2}(\.\d{1,6})?$/;
/** Thirty years: the longest loan of this field. */
export const LONGEST_TERM_MONTHS = 360;

/**
 * How principal and interest fall due: EQUAL_INSTALMENTS 等额本息, EQUAL_PRINCIPAL 等额本金,
 * INTEREST_MONTHLY 按月付息到期还本, AT_MATURITY 到期一次还本付息.
 */
export const repaymentMethods = [
  'EQUAL_INSTALMENTS',
  'EQUAL_PRINCIPAL',
  'INTEREST_MONTHLY',
  'AT_MATURITY',
] as const;
export type RepaymentMethod = (typeof repaymentMethods)[number];

/** THIRTY_360: every month has 30 of 360 days. ACTUAL_360 and ACTUAL_365: days that passed, of 360 or 365. */
export const dayCounts = ['THIRTY_360', 'ACTUAL_360', 'ACTUAL_365'] as const;
export type DayCount = (typeof dayCounts)[number];

/** Whether a schedule can be laid out for loans of this method and day count. */
export const isScheduled = (method: string, dayCount: string): boolean =>
  (repaymentMethods as readonly string[]).includes(method) &&
  (dayCounts as readonly string[]).includes(dayCount);

/**
 * `annualRatePercent` is exact decimal text, `'4.35'` for 4.35 %. Periods end monthly after
 * `drawnOn`.
 */
export type LoanTerms = {
  readonly principalFen: bigint;
  readonly annualRatePercent: string;
  readonly months: number;
  readonly method: RepaymentMethod;
  readonly drawnOn: string;
  readonly dayCount: DayCount;
};

/** One line of the schedule; interest is earned over [from, dueOn). */
export type Instalment = {
  readonly number: number;
  readonly from: string;
  readonly dueOn: string;
  readonly principalFen: bigint;
  readonly interestFen: bigint;
  /** Principal left after this instalment is paid as scheduled. */
  readonly balanceAfterFen: bigint;
};

type Period = { number: number; from: string; dueOn: string; months: number };

const toFen = (value: Decimal): bigint => BigInt(value.toDecimalPlaces(0).toFixed());
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

function requireTerms(terms: LoanTerms): void {
  if (terms.principalFen <= 0n) throw new RangeError('principal must be positive');
  if (!RATE_PATTERN.test(terms.annualRatePercent)) throw new RangeError('rate is not a percentage');
  const { months } = terms;
  if (!Number.isInteger(months) || months < 1 || months > LONGEST_TERM_MONTHS) {
    throw new RangeError(`term must be 1 to ${LONGEST_TERM_MONTHS} months`);
  }
}

function periodsOf(terms: LoanTerms): Period[] {
  const step = terms.method === 'AT_MATURITY' ? terms.months : 1;
  const count = terms.months / step;
  return Array.from({ length: count }, (_, i) => ({
    number: i + 1,
    from: addMonths(terms.drawnOn, i * step),
    dueOn: addMonths(terms.drawnOn, (i + 1) * step),
    months: step,
  }));
}

function interestFen(terms: LoanTerms, balanceFen: bigint, period: Period): bigint {
  const days =
    terms.dayCount === 'THIRTY_360'
      ? period.months * DAYS_PER_MONTH_30_360
      : daysBetween(period.from, period.dueOn);
  // Multiply first, divide once: the one rounding is the one to whole fen.
  const product = new Exact(balanceFen.toString()).times(terms.annualRatePercent).times(days);
  return toFen(product.div(100 * DAYS_PER_YEAR[terms.dayCount]));
}

/** The equal monthly payment in fen, at a twelfth of the annual rate. */
function levelPaymentFen(terms: LoanTerms): bigint {
  const principal = new Exact(terms.principalFen.toString());
  const monthlyRate = new Exact(terms.annualRatePercent).div(100 * MONTHS_PER_YEAR);
  if (monthlyRate.isZero()) return toFen(principal.div(terms.months));
  const discount = new Exact(1).minus(monthlyRate.plus(1).pow(-terms.months));
  return toFen(principal.times(monthlyRate).div(discount));
}

/** Principal due with an instalment before the last one; the last one takes all that is left. */
function scheduledPrincipal(terms: LoanTerms): (interest: bigint) => bigint {
  if (terms.method === 'EQUAL_INSTALMENTS') {
    const payment = levelPaymentFen(terms);
    return (interest) => payment - interest;
  }
  const equalPart = terms.principalFen / BigInt(terms.months);
  return () => (terms.method === 'EQUAL_PRINCIPAL' ? equalPart : 0n);
}

/**
 * The repayment schedule, exact to the fen: principal parts add up to the loan, the last
 * instalment takes the rounding. Due dates keep the day of `drawnOn` or the month's last day.
 * Throws RangeError on impossible terms.
 */
export function repaymentSchedule(terms: LoanTerms): Instalment[] {
  requireTerms(terms);
  const principalDue = scheduledPrincipal(terms);
  const periods = periodsOf(terms);
  let balance = terms.principalFen;
  return periods.map((period) => {
    const interest = interestFen(terms, balance, period);
    const last = period.number === periods.length;
    const principal = last ? balance : smaller(balance, larger(0n, principalDue(interest)));
    balance -= principal;
    const { number, from, dueOn } = period;
    return {
      number,
      from,
      dueOn,
      principalFen: principal,
      interestFen: interest,
      balanceAfterFen: balance,
    };
  });
}

/** A repayment as the bank core reports it. `amountFen` is positive. */
export type Repayment = { readonly paidOn: string; readonly amountFen: bigint };

/** An instalment with what has been paid on it; `settledOn` is the day its last fen was paid. */
export type InstalmentState = Instalment & {
  readonly paidPrincipalFen: bigint;
  readonly paidInterestFen: bigint;
  readonly settledOn: string | null;
};

/**
 * `surplusFen` is money beyond the whole schedule: it is owed back or kept, never silently
 * dropped.
 */
export type Allocation = {
  readonly instalments: readonly InstalmentState[];
  readonly surplusFen: bigint;
};

function payInto(state: InstalmentState, repayment: Repayment, available: bigint): InstalmentState {
  const interest = smaller(available, state.interestFen - state.paidInterestFen);
  const principal = smaller(available - interest, state.principalFen - state.paidPrincipalFen);
  const paidInterestFen = state.paidInterestFen + interest;
  const paidPrincipalFen = state.paidPrincipalFen + principal;
  const settled = paidInterestFen === state.interestFen && paidPrincipalFen === state.principalFen;
  return {
    ...state,
    paidInterestFen,
    paidPrincipalFen,
    settledOn: settled ? repayment.paidOn : null,
  };
}

/**
 * Spreads repayments over the schedule in order of payment day: the oldest unsettled instalment
 * first, and inside it interest before principal. Money paid early goes to the next instalments
 * as scheduled; interest is not recalculated. Throws RangeError on a repayment that is not
 * positive.
 */
export function allocateRepayments(
  schedule: readonly Instalment[],
  repayments: readonly Repayment[],
): Allocation {
  const instalments: InstalmentState[] = schedule.map((instalment) => {
    const nothingDue = instalment.principalFen + instalment.interestFen === 0n;
    const settledOn = nothingDue ? instalment.dueOn : null;
    return { ...instalment, paidPrincipalFen: 0n, paidInterestFen: 0n, settledOn };
  });
  let surplusFen = 0n;
  let oldest = 0;
  for (const repayment of repayments.toSorted((a, b) =>
    a.paidOn < b.paidOn ? -1 : Number(a.paidOn > b.paidOn),
  )) {
    if (repayment.amountFen <= 0n) throw new RangeError('a repayment must be positive');
    let available = repayment.amountFen;
    for (; available > 0n && oldest < instalments.length; oldest += 1) {
      const before = instalments[oldest];
      if (!before || before.settledOn !== null) continue;
      const after = payInto(before, repayment, available);
      available -= paidFen(after) - paidFen(before);
      instalments[oldest] = after;
      if (after.settledOn === null) break;
    }
    surplusFen += available;
  }
  return { instalments, surplusFen };
}

const paidFen = (state: InstalmentState): bigint => state.paidInterestFen + state.paidPrincipalFen;
const sum = (values: bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
const unpaidPrincipal = (state: InstalmentState): bigint =>
  state.principalFen - state.paidPrincipalFen;
const unpaidInterest = (state: InstalmentState): bigint =>
  state.interestFen - state.paidInterestFen;

/**
 * Where a loan stands on a date. `overdueSince` is the due date of the oldest instalment not
 * fully paid.
 */
export type LoanPosition = {
  readonly asOf: string;
  readonly outstandingPrincipalFen: bigint;
  /** Everything still to be paid under the schedule, interest of later periods included. */
  readonly outstandingTotalFen: bigint;
  readonly overduePrincipalFen: bigint;
  readonly overdueInterestFen: bigint;
  readonly overdueSince: string | null;
  /** Days since `overdueSince`; 0 on the due date itself. */
  readonly overdueDays: number;
  readonly nextDueOn: string | null;
  readonly surplusFen: bigint;
};

/**
 * The position at the end of a day: repayments after it do not count yet. An instalment is
 * overdue from the day after it was due. Penalty interest is the bank core's and is not part of
 * it.
 */
export function loanPosition(
  schedule: readonly Instalment[],
  repayments: readonly Repayment[],
  asOf: string,
): LoanPosition {
  const known = repayments.filter((repayment) => repayment.paidOn <= asOf);
  const { instalments, surplusFen } = allocateRepayments(schedule, known);
  const open = instalments.filter((instalment) => instalment.settledOn === null);
  const overdue = open.filter((instalment) => instalment.dueOn < asOf);
  const overdueSince = overdue[0]?.dueOn ?? null;
  const outstandingPrincipalFen = sum(open.map(unpaidPrincipal));
  return {
    asOf,
    outstandingPrincipalFen,
    outstandingTotalFen: outstandingPrincipalFen + sum(open.map(unpaidInterest)),
    overduePrincipalFen: sum(overdue.map(unpaidPrincipal)),
    overdueInterestFen: sum(overdue.map(unpaidInterest)),
    overdueSince,
    overdueDays: overdueSince === null ? 0 : daysBetween(overdueSince, asOf),
    nextDueOn: open.find((instalment) => instalment.dueOn >= asOf)?.dueOn ?? null,
    surplusFen,
  };
}
