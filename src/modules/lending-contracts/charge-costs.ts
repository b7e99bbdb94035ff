import { Decimal } from 'decimal.js';
import type { Charge } from '../products/index.ts';

const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });
const MONTHS_PER_YEAR = 12;
const DAYS_PER_YEAR = 365;
const PERCENT = 100;

/** What a charge is worked out from: a loan drawn in full, and its periods one after the other. */
export type Drawn = {
  readonly principalFen: bigint;
  readonly months: number;
  /** Of each instalment: what is owed during it, and its days. */
  readonly periods: readonly { readonly balanceFen: bigint; readonly days: number }[];
};

/** What the borrower pays of a charge: at once, and with each instalment. */
export type ChargeCost = { readonly atOnceFen: bigint; readonly withFen: readonly bigint[] };

/** Part of the normal cost: borne by the borrower, and no breach or wish of theirs brings it. */
export const isNormal = ({ payer, contingent, due }: Charge): boolean =>
  payer === 'BORROWER' && !contingent && due !== 'ON_EVENT';

/** `factor` of percent of an amount, rounded once, to whole fen. */
const share = (amountFen: bigint, percent: string | undefined, factor: Decimal.Value): bigint => {
  const product = new Exact(amountFen.toString()).times(percent ?? 0).times(factor);
  return BigInt(product.div(PERCENT).toDecimalPlaces(0).toFixed());
};

/**
 * A charge when the loan is repaid as agreed. A percentage a year paid at once is for the whole
 * term on the amount lent; paid with instalments it is for each period on what is owed in it.
 */
export function chargeCost(charge: Charge, { principalFen, months, periods }: Drawn): ChargeCost {
  const { basis, percent, amountFen = 0n } = charge;
  const perTime = basis === 'FIXED_AMOUNT' ? amountFen : share(principalFen, percent, 1);
  if (charge.due === 'AT_DISBURSEMENT') {
    const yearly = () => share(principalFen, percent, new Exact(months).div(MONTHS_PER_YEAR));
    const atOnceFen = basis === 'PERCENT_A_YEAR' ? yearly() : perTime;
    return { atOnceFen, withFen: periods.map(() => 0n) };
  }
  const withFen = periods.map(({ balanceFen, days }) =>
    basis === 'PERCENT_A_YEAR'
      ? share(balanceFen, percent, new Exact(days).div(DAYS_PER_YEAR))
      : perTime,
  );
  return { atOnceFen: 0n, withFen };
}

const BASES = {
  FIXED_AMOUNT: { en: 'fixed', zh: '固定金额' },
  PERCENT_OF_AMOUNT: { en: 'percent of the amount lent', zh: '%，按贷款金额' },
  PERCENT_A_YEAR: { en: 'percent a year', zh: '%/年' },
} as const;
const TIMES = {
  AT_DISBURSEMENT: { en: 'once, on drawing', zh: '提款时一次性收取' },
  WITH_INSTALMENTS: { en: 'with each instalment', zh: '随各期还款收取' },
  ON_EVENT: { en: 'when it happens', zh: '发生时收取' },
} as const;

/** At what rate and when a charge is taken, in words. */
export function wayOf({ basis, percent, due }: Charge): { en: string; zh: string } {
  const rate = basis === 'FIXED_AMOUNT' ? '' : (percent ?? '');
  const [base, time] = [BASES[basis], TIMES[due]];
  return { en: `${rate} ${base.en}, ${time.en}`.trim(), zh: `${rate}${base.zh}，${time.zh}` };
}
