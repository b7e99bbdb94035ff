/** What the loan book knows of a borrower who is rated: no form asks a bank for its own bad loans. */
import { sql } from 'kysely';
import { type KnownFact, registerFactProvider } from '../ratings/index.ts';

type Known = { customer: string; bad: boolean };

/**
 * A bad loan is one below special mention, or a claim written off and not recovered. A bank that has
 * paid out nothing here keeps its loans elsewhere, and knows nothing by this book.
 */
registerFactProvider(async (db, { institutionId, customerIds }) => {
  const { rows } = await sql<Known>`
    select asked.id as customer, exists (select from loan
        where loan.institution_id = ${institutionId} and loan.customer_id = asked.id
          and (loan.written_off_fen > 0 or loan.status = 'ACTIVE'
            and loan.loan_class in ('SUBSTANDARD', 'DOUBTFUL', 'LOSS'))) as bad
      from unnest(${[...customerIds]}::uuid[]) as asked (id)
     where exists (select from loan where loan.institution_id = ${institutionId}
       and loan.status in ('ACTIVE', 'SETTLED'))`.execute(db);
  return new Map(rows.map(({ customer, bad }) => [customer, [factOf(bad)]]));
});

const factOf = (holds: boolean): KnownFact => ({ input: 'HAS_BAD_LOAN', holds, source: 'LENDING' });
