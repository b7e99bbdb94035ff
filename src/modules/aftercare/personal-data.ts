/** What was written in words about a borrower after the loan. */
import { sql } from 'kysely';
import { eraseWithLoans } from '../loans/index.ts';
import { ERASED_WORDS, erasedIf, erasedWords, holdPersonalData } from '../privacy/index.ts';

/** To what they agreed stays with the loan; it names nobody by itself. */
holdPersonalData({
  table: 'loan_change_consent',
  customer: 'guarantor_id',
  part: 'guarantorConsents',
  erase: {},
});

eraseWithLoans(async (tx, { institutionId, customerId }) => {
  const loans = sql`select id from loan
    where institution_id = ${institutionId} and customer_id = ${customerId}`;
  await sql`update loan_check set note = ${erasedWords}
    where institution_id = ${institutionId} and note is not null and loan_id in (${loans})`.execute(
    tx,
  );
  await sql`update loan_change
    set statement = ${erasedWords}, opinion = ${erasedIf('opinion')}
    where institution_id = ${institutionId} and loan_id in (${loans})`.execute(tx);
  await sql`select erase_change_votes(${institutionId}, ${customerId}, ${ERASED_WORDS})`.execute(
    tx,
  );
  await sql`update loan_liability set grounds = ${erasedWords}
    where institution_id = ${institutionId} and loan_id in (${loans})`.execute(tx);
  await sql`select erase_collection_texts(${institutionId}, ${customerId}, ${ERASED_WORDS})`.execute(
    tx,
  );
});
