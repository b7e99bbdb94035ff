/** A rating holds until its review: the ledgers of the grids show when that is. */
import { sql } from 'kysely';
import { registerDue } from '../ledgers/index.ts';

registerDue({
  kind: 'RATING_REVIEW',
  en: 'Review of the rating',
  zh: '评级年审',
  dueOn: (customer) => sql`(select rating.valid_to from rating
    where rating.institution_id = ${customer('institution_id')}
      and rating.customer_id = ${customer('id')} and rating.status = 'EFFECTIVE'
    order by rating.valid_from desc limit 1)`,
});
