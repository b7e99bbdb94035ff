import type { LoanProduct } from '../products/index.ts';

/** The columns of a loan that its product decides about how it is serviced. */
export const servicingColumns = (
  product: Pick<LoanProduct, 'dayCount' | 'rounding' | 'allocation' | 'graceDays' | 'subsidy'>,
) => ({
  day_count: product.dayCount,
  rounding: product.rounding,
  allocation: product.allocation.join('_'),
  grace_days: product.graceDays,
  subsidy_points: product.subsidy?.points ?? null,
  subsidy_share: product.subsidy?.share ?? null,
  subsidy_up_to_fen: product.subsidy?.upToFen ?? null,
  subsidy_months: product.subsidy?.upToMonths ?? null,
});
