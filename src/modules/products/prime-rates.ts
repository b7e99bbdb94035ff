/** What a floating rate is made of: the prime rate in force, and the spread above it. */
import type { PrimeRateTenor } from '../../generated/enums.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { LoanProduct } from './content.ts';
import { millionthsOf, percentOf } from './content-values.ts';

export type PrimeRate = { id: string; tenor: PrimeRateTenor; publishedOn: string; rate: string };
export type PrimeRateWanted = { institutionId: string; tenor: PrimeRateTenor; today: string };

/** The prime rate that holds on a day: the last one published until then. */
export async function primeRateOn(
  db: Db | Tx,
  { institutionId, tenor, today }: PrimeRateWanted,
): Promise<PrimeRate | undefined> {
  const row = await (db as Db)
    .selectFrom('prime_rate')
    .select(['id', 'published_on', 'rate'])
    .where('institution_id', '=', institutionId)
    .where('tenor', '=', tenor)
    .where('published_on', '<=', today)
    .orderBy('published_on', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { id: row.id, tenor, publishedOn: row.published_on, rate: row.rate };
}

/** How the rate of a loan comes about; a fixed one stands for itself. */
export type RateMade =
  | { readonly type: 'FIXED'; readonly prime: null; readonly spread: null }
  | { readonly type: 'LPR_FLOATING'; readonly prime: PrimeRate; readonly spread: string };

const FIXED: RateMade = { type: 'FIXED', prime: null, spread: null };

/** Which prime rate a loan of this term goes by. */
export const tenorOf = ({ rate }: LoanProduct, termMonths: number): PrimeRateTenor | undefined =>
  rate.prime?.tenors.find(({ upToMonths }) => termMonths <= upToMonths)?.tenor;

export type RateAsked = { termMonths: number; annualRate: string };

/**
 * Takes a rate asked for apart into prime rate and spread. Pure.
 * @throws Refusal `loan.prime_rate_missing`, `loan.spread_out_of_range`
 */
export function rateMadeOf(
  product: LoanProduct,
  { annualRate }: RateAsked,
  prime: PrimeRate | undefined,
): RateMade {
  const { prime: terms } = product.rate;
  if (!terms) return FIXED;
  if (!prime) throw refuse('loan.prime_rate_missing', { path: ['annualRate'] });
  const spread = millionthsOf(annualRate) - millionthsOf(prime.rate);
  const { minimumSpread, maximumSpread } = terms;
  if (spread < millionthsOf(minimumSpread) || spread > millionthsOf(maximumSpread)) {
    const { rate, tenor } = prime;
    const details = { primeRate: rate, tenor, minimumSpread, maximumSpread };
    throw refuse('loan.spread_out_of_range', { path: ['annualRate'], details });
  }
  return { type: 'LPR_FLOATING', prime, spread: percentOf(spread) };
}
