import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../kernel/auth/actor.ts';
import { type Given, kept, type Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { LoanRow } from '../loans/index.ts';

/**
 * Refuses to send money out while the core says of the loan, against what is known here, that some
 * went out already: it might go twice. Whoever settled such a case does not send the money out. The
 * loan is held, so that no such word comes in between.
 */
export async function requireNoDoubt(
  tx: Tx,
  { institution_id, id }: LoanRow,
  { personId }: Actor,
): Promise<void> {
  const doubts = await doubted(tx, { institution_id, id, personId });
  const open = doubts.filter(({ status }) => status === 'OPEN').map(({ subject }) => subject);
  if (open.length > 0) throw refuse('loan.payout_in_doubt', { details: { told: open } });
  if (doubts.length > 0) throw refuse('loan.separation_of_duties');
}

type Asked = Pick<LoanRow, 'institution_id' | 'id'> & { personId: string };

const doubted = kept((db, of: Given<Asked>) =>
  db
    .selectFrom('core_mismatch')
    .select(['subject', 'status'])
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id)
    .where(sql<string>`told ->> 'status'`, '=', 'DISBURSEMENT_CONFIRMED')
    .where((where) => where.or([where('status', '=', 'OPEN'), contradicted(of.personId)]))
    .orderBy('id'),
);

/**
 * Cases somebody settled, or let be settled, of money out where none was known: not amount or account
 * of one that was.
 */
const contradicted = (personId: RawBuilder<string>) => sql<boolean>`(
  kind in ('ANSWERED_OTHERWISE', 'UNKNOWN_INSTRUCTION') and known ->> 'status' <> 'CONFIRMED'
  and (settled_by = ${personId} or exists (select from approval_request as asked
    where asked.institution_id = core_mismatch.institution_id and asked.target_id = core_mismatch.id
      and asked.command = 'core-mismatch.settle' and asked.checker_id = ${personId})))`;
