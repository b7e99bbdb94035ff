import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import { requireUntied } from '../loans/index.ts';
import type { LoanRow } from '../servicing/index.ts';

/** 独立于业务条线: the people of the loan's application, investigation, approval and payment. */
const lentBy = (loan: LoanRow): readonly (string | null)[] => [
  loan.created_by,
  loan.first_investigator_id,
  loan.second_investigator_id,
  loan.reviewer_id,
  loan.approver_id,
  loan.disburser_id,
];

/** Loans a person had a post in or voted on, in whatever round; who signed last is on the loan. */
export const broughtAbout = (institutionId: string, personId: string): RawBuilder<unknown> => sql`
  select loan_id from loan_step
   where institution_id = ${institutionId} and person_id = ${personId} and duty is not null
  union
  select loan_id from loan_vote
   where institution_id = ${institutionId} and (person_id = ${personId} or seat_of = ${personId})`;

/** Whoever says something of a class, and when. */
export type Judging = { actor: Actor; today: string; vault: Vault };

/**
 * @throws Refusal `class-review.not_independent` for whoever lent the money, `loan.recused` for whoever
 *   is tied to the borrower
 */
export async function requireIndependent(tx: Tx, loan: LoanRow, judging: Judging): Promise<void> {
  const { personId } = judging.actor;
  const { rows } = await sql`select 1 where ${loan.id}::uuid in
    (${broughtAbout(loan.institution_id, personId)})`.execute(tx);
  if (rows.length > 0 || lentBy(loan).includes(personId))
    throw refuse('class-review.not_independent');
  await requireUntied(tx, loan, judging);
}

/** The locked loan behind something that is said of its class. */
export const lockLoan = (
  tx: Tx,
  { institution_id, loan_id }: { institution_id: string; loan_id: string },
): Promise<LoanRow> =>
  tx
    .selectFrom('loan')
    .selectAll()
    .where('institution_id', '=', institution_id)
    .where('id', '=', loan_id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
