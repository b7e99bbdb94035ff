import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { LoanRow } from '../loans/index.ts';

/**
 * Refuses to send money out while the core says of the loan, against what is known here, that some
 * went out already: it might go twice. The loan is held, so that no such word comes in between.
 */
export async function requireNoDoubt(tx: Tx, { institution_id, id }: LoanRow): Promise<void> {
  const doubts = await tx
    .selectFrom('core_mismatch')
    .select('subject')
    .where('institution_id', '=', institution_id)
    .where('loan_id', '=', id)
    .where('status', '=', 'OPEN')
    .where(sql<string>`told ->> 'status'`, '=', 'DISBURSEMENT_CONFIRMED')
    .orderBy('id')
    .execute();
  if (doubts.length === 0) return;
  throw refuse('loan.payout_in_doubt', { details: { told: doubts.map(({ subject }) => subject) } });
}
