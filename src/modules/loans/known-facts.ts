/** What the loan book knows of a borrower who is rated: no form asks a bank for its own bad loans. */
import { sql } from 'kysely';
import { type KnownFact, registerFactProvider } from '../ratings/index.ts';

type Book = { isKept: boolean; bad: readonly string[] };

/**
 * A bad loan is one below special mention, or a claim written off and not recovered. A bank that has
 * paid out nothing here keeps its loans elsewhere, and knows nothing by this book.
 */
registerFactProvider(async (db, { institutionId, customerIds }) => {
  const { rows } = await sql<Book>`
    select exists (select from loan where loan.institution_id = ${institutionId}
        and loan.status in ('ACTIVE', 'SETTLED')) as "isKept",
      array(select loan.customer_id from loan where loan.institution_id = ${institutionId}
        and loan.customer_id = any(${[...customerIds]}::uuid[])
        and (loan.written_off_fen > 0 or loan.status = 'ACTIVE'
          and loan.loan_class in ('SUBSTANDARD', 'DOUBTFUL', 'LOSS'))) as bad`.execute(db);
  const [book] = rows;
  if (!book?.isKept) return new Map();
  const bad = new Set(book.bad);
  return new Map(customerIds.map((id) => [id, bad.has(id) ? BAD : SOUND]));
});

const factsOf = (holds: boolean): readonly KnownFact[] => [
  { input: 'HAS_BAD_LOAN', holds, source: 'LENDING' },
];
const [BAD, SOUND] = [factsOf(true), factsOf(false)];
