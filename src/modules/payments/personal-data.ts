/** What drawings and the core's reports say of a borrower in words and references. */
import { sql } from 'kysely';
import { eraseWithLoans } from '../loans/index.ts';
import { erasedIf } from '../privacy/index.ts';

eraseWithLoans(async (tx, { institutionId, customerId }) => {
  const loans = sql`select id from loan
    where institution_id = ${institutionId} and customer_id = ${customerId}`;
  await sql`update disbursement
    set payee_reference = ${erasedIf('payee_reference')},
        account_reference = ${erasedIf('account_reference')},
        explanation = ${erasedIf('explanation')}
    where institution_id = ${institutionId} and loan_id in (${loans})`.execute(tx);
  await sql`update core_report
    set account_reference = ${erasedIf('account_reference')},
        explanation = ${erasedIf('explanation')}
    where institution_id = ${institutionId} and loan_id in (${loans})`.execute(tx);
  await sql`update core_mismatch set known = known - 'account', told = told - 'account'
    where institution_id = ${institutionId} and loan_id in (${loans})`.execute(tx);
});
