/** How the loan `l` stands on a day, in SQL: one look-up of the period the day lies in. */
import { sql } from 'kysely';
import type { Sql } from '../../kernel/queries/noun.ts';

type Of = { institutionId: string; day: string };

/** Joins `s`: since when `l` is overdue, for how many days that count, and whether they run. */
export const standing = ({ institutionId, day }: Of): Sql => sql`cross join lateral (
  select st.overdue_since, st.days_paused,
    st.written_off_principal_fen + st.written_off_interest_fen as written_off_fen,
    st.overdue_days + case when st.overdue_since is not null and not st.days_paused
      then ${day}::date - st.valid_from else 0 end as overdue_days
  from loan_standing st
  where st.institution_id = ${institutionId} and st.loan_id = l.id
    and st.valid_from <= ${day}::date
  order by st.valid_from desc limit 1) as s`;
