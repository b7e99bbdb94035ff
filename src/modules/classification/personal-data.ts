/** Words about a loan's class may name its borrower; they go with the person. */
import { sql } from 'kysely';
import { eraseAlso, erasedIf, erasedWords } from '../privacy/index.ts';

eraseAlso(async (tx, { institutionId, customerId }) => {
  const ofPerson = sql`institution_id = ${institutionId} and loan_id in (
    select id from loan where institution_id = ${institutionId} and customer_id = ${customerId})`;
  await sql`update loan_class_ground set explanation = ${erasedWords} where ${ofPerson}`.execute(
    tx,
  );
  await sql`update loan_class_review set proposal = ${erasedWords},
      determination = ${erasedIf('determination')}, closing = ${erasedIf('closing')}
    where ${ofPerson}`.execute(tx);
});
