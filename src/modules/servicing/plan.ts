import { Decimal } from 'decimal.js';
import { addMonths } from '../../kernel/dates.ts';
import { type DayBasis, type Interest, interestOf, type Stretch } from './interest.ts';
import { type RepaymentMethod, type Rounding, type SubsidyTerms, subsidyRateOf } from './terms.ts';

/** Enough digits that a level payment is not rounded before the last step. */
const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });
const MONTHS_PER_YEAR = 12;
const PERCENT_MILLIONTHS = 100_000_000;

/** One line of a schedule; interest is earned over [from, dueOn). */
export type Line = Interest & {
  readonly from: string;
  readonly dueOn: string;
  readonly principalFen: bigint;
  /** What bears the interest of it, so that it can be cut at any day. */
  readonly stretches: readonly Stretch[];
  /** Interest carried into it from before a restructuring; part of its interest. */
  readonly arrears: Interest;
};

/** How what is not yet due will be repaid. */
export type Plan = {
  readonly method: RepaymentMethod;
  readonly rounding: Rounding;
  readonly basis: DayBasis;
  readonly rate: bigint;
  readonly subsidy: Subsidy | null;
  /** Days on which instalments fall due, ascending; the last one is maturity. */
  readonly dues: readonly string[];
  /** An equal instalment, or the equal part of principal in one; null for other methods. */
  readonly equalFen: bigint | null;
};

/** Interest somebody else pays: on so much principal, until a day (null: to the end). */
export type Subsidy = {
  readonly terms: SubsidyTerms;
  readonly until: string | null;
};

export const NO_INTEREST: Interest = { interestFen: 0n, subsidisedFen: 0n };

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Due days of a term: monthly on the day of the anchor, or the month's last; or maturity alone. */
export function dueDays(method: RepaymentMethod, anchor: string, months: number): string[] {
  if (method === 'AT_MATURITY') return [addMonths(anchor, months)];
  return Array.from({ length: months }, (_, index) => addMonths(anchor, index + 1));
}

/** The equal monthly payment in fen, at a twelfth of the annual rate: P r / (1 - (1 + r)^-n). */
function levelPayment(balanceFen: bigint, rate: bigint, periods: number): bigint {
  const principal = new Exact(balanceFen.toString());
  const monthly = new Exact(rate.toString()).div(PERCENT_MILLIONTHS * MONTHS_PER_YEAR);
  const payment = monthly.isZero()
    ? principal.div(periods)
    : principal.times(monthly).div(new Exact(1).minus(monthly.plus(1).pow(-periods)));
  return BigInt(payment.toDecimalPlaces(0).toFixed());
}

/** The equal amount that repays a balance over the plan's due days from now on. */
export function equalised(plan: Plan, balanceFen: bigint): Plan {
  const periods = plan.dues.length;
  if (periods === 0) return plan;
  if (plan.method === 'EQUAL_INSTALMENTS') {
    return { ...plan, equalFen: levelPayment(balanceFen, plan.rate, periods) };
  }
  if (plan.method === 'EQUAL_PRINCIPAL') {
    return { ...plan, equalFen: balanceFen / BigInt(periods) };
  }
  return { ...plan, equalFen: null };
}

/** Principal due with an instalment before the last one; the last one takes all that is left. */
function principalDue({ method, equalFen }: Plan, { interestFen, subsidisedFen }: Interest) {
  if (equalFen === null) return 0n;
  return method === 'EQUAL_INSTALMENTS' ? equalFen - interestFen - subsidisedFen : equalFen;
}

/** What bears interest in a period: one stretch, or two where a subsidy ends within it. */
function bearing(plan: Plan, balanceFen: bigint, { from, dueOn }: Period): Stretch[] {
  const { rate, basis, subsidy } = plan;
  const plain = { from, balanceFen, rate, basis, subsidyRate: 0n, subsidisedFen: 0n };
  const until = subsidy?.until ?? null;
  if (!subsidy || (until !== null && until <= from)) return [plain];
  const subsidisedFen = smaller(balanceFen, subsidy.terms.upToFen ?? balanceFen);
  const subsidyRate = subsidyRateOf(rate, subsidy.terms);
  const subsidised = { ...plain, subsidyRate, subsidisedFen };
  return until !== null && until < dueOn ? [subsidised, { ...plain, from: until }] : [subsidised];
}

type Period = { from: string; dueOn: string };

/** Where the rest of a schedule begins: what is left, and the running period so far. */
export type Opening = {
  readonly on: string;
  readonly balanceFen: bigint;
  /** First day of the running period, and what has borne interest in it before `on`. */
  readonly from: string;
  readonly earlier: readonly Stretch[];
  readonly arrears: Interest;
};

/**
 * The rest of a schedule, exact to the fen: its principal parts add up to the balance, and its last
 * line takes the rounding. Nothing is laid out once nothing is left.
 */
export function layOut(plan: Plan, opening: Opening): Line[] {
  const lines: Line[] = [];
  let { balanceFen, from, earlier, arrears } = opening;
  let on = opening.on;
  for (const [index, dueOn] of plan.dues.entries()) {
    const stretches = [...earlier, ...bearing(plan, balanceFen, { from: on, dueOn })];
    const earned = interestOf(stretches, dueOn, plan.rounding);
    const isLast = index === plan.dues.length - 1;
    const part = isLast ? balanceFen : principalDue(plan, earned);
    const principalFen = smaller(balanceFen, larger(0n, part));
    const interestFen = earned.interestFen + arrears.interestFen;
    const subsidisedFen = earned.subsidisedFen + arrears.subsidisedFen;
    if (principalFen + interestFen + subsidisedFen === 0n && balanceFen === 0n) break;
    lines.push({ from, dueOn, principalFen, interestFen, subsidisedFen, stretches, arrears });
    balanceFen -= principalFen;
    [from, on, earlier, arrears] = [dueOn, dueOn, [], NO_INTEREST];
  }
  return lines;
}
