/** Which floating rates are to follow the prime rate again, and to what. */
import { sql } from 'kysely';
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import {
  type LoanProduct,
  millionthsOf,
  percentOf,
  primeRateOn,
  tenorOf,
} from '../products/index.ts';
import type { LoanRow } from './columns.ts';

/** A loan whose rate was to follow on a day, and has not yet. */
export type DueLoan = LoanRow & { readonly repricing_day: string };
/** Of loans behind `after`, in the order of their keys. */
export type DueWanted = {
  institutionId: string;
  today: string;
  most: number;
  after?: string | undefined;
};

/**
 * Floating loans whose last repricing day has come: the anniversary of their disbursement or New
 * Year, as their product says. Locked, in the order of their keys.
 */
export async function repricingDue(
  tx: Tx,
  { institutionId, today, most, after }: DueWanted,
): Promise<DueLoan[]> {
  const { rows } = await sql<DueLoan>`
    with due as (
      select loan.id, case product.content #>> '{rate,prime,repricing}'
          when 'YEARLY_ON_FIRST_OF_JANUARY' then date_trunc('year', ${today}::date)::date
          when 'YEARLY_ON_ANNIVERSARY' then (loan.disbursed_on + make_interval(years =>
            extract(year from age(${today}::date, loan.disbursed_on))::integer))::date
        end as day
      from loan join loan_product as product
        on product.institution_id = loan.institution_id and product.id = loan.product_id
      where loan.institution_id = ${institutionId} and product.institution_id = ${institutionId}
        and loan.status = 'ACTIVE' and loan.rate_type = 'LPR_FLOATING' and loan.written_off_fen = 0
        and (loan.outstanding_principal_fen > 0 or loan.repayment_method = 'REVOLVING'))
    select loan.*, due.day::text as repricing_day
    from loan join due on due.id = loan.id
    where loan.institution_id = ${institutionId} and due.day > loan.disbursed_on
      and ${after === undefined ? sql`true` : sql`loan.id > ${after}::uuid`}
      and not exists (select from loan_fact as fact
        where fact.institution_id = loan.institution_id and fact.kind = 'RATE_CHANGED'
          and fact.reference = loan.code || '-' || due.day)
    order by loan.id limit ${most} for no key update of loan`.execute(tx);
  return rows;
}

export type Repricing = { product: LoanProduct; loan: LoanRow; day: string };

/**
 * The prime rate in force on a day with the loan's spread, held between floor and cap of the
 * product.
 *
 * @throws Refusal `loan.prime_rate_missing`
 */
export async function repriced(db: Db | Tx, { product, loan, day }: Repricing): Promise<string> {
  const tenor = tenorOf(product, loan.term_months);
  const wanted = { institutionId: loan.institution_id, today: day };
  const prime = tenor && (await primeRateOn(db, { ...wanted, tenor }));
  if (!prime) throw refuse('loan.prime_rate_missing');
  const rate = millionthsOf(prime.rate) + millionthsOf(loan.spread ?? '0');
  const low = millionthsOf(product.rate.minimum);
  const high = millionthsOf(product.rate.maximum);
  return percentOf(rate < low ? low : rate > high ? high : rate);
}
