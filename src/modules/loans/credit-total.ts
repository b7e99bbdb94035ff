/** What a customer's credit comes to, for the classes of inclusive finance. */
import { sql } from 'kysely';
import { provideCreditTotal } from '../customers/index.ts';
import { listed } from './listed.ts';
import { PROMISED_STATES } from './workflow.ts';

// The line in force, or what was committed beside or above it.
provideCreditTotal(async (db, { institutionId, customerId, today }) => {
  const { rows } = await sql<{ fen: bigint }>`
    select greatest(
      coalesce((select sum(case when status = 'ACTIVE' then outstanding_principal_fen
            else amount_fen end) from loan
          where institution_id = ${institutionId} and customer_id = ${customerId}
            and status in (${listed([...PROMISED_STATES, 'ACTIVE'])})), 0),
      coalesce((select credit_line_fen from rating
          where institution_id = ${institutionId} and customer_id = ${customerId}
            and status = 'EFFECTIVE' and valid_from <= ${today}::date
            and (valid_to is null or valid_to > ${today}::date)), 0))::bigint as fen`.execute(db);
  return rows[0]?.fen ?? 0n;
});
