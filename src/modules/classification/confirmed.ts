/** The last day whose class three people confirmed: alone, or with all of a territory. */
import { type RawBuilder, sql } from 'kysely';
import type { Row } from '../../kernel/queries/noun.ts';

type Sql = RawBuilder<unknown>;

/** By the columns of a loan; null for one that never was. */
export const confirmedOnSql = (loan: Row): Sql => sql`(select greatest(
  (select max(r.as_of) from loan_class_round r
    join customer on customer.institution_id = ${loan('institution_id')}
      and customer.id = ${loan('customer_id')}
    where r.institution_id = ${loan('institution_id')} and r.status = 'APPROVED'
      and starts_with(customer.area_code, r.area_code) and r.as_of >= ${loan('disbursed_on')}),
  (select max(closed_on) from loan_class_review
    where institution_id = ${loan('institution_id')} and loan_id = ${loan('id')}
      and status = 'APPROVED')))`;
