import type { Selectable, Updateable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { LoanClassReviewStatus } from '../../generated/enums.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { LoanRow } from '../servicing/index.ts';
import { type Judging, lockLoan, requireIndependent } from './independence.ts';
import { nextState, type ReviewAct } from './workflow.ts';

type ReviewRow = Selectable<DB['loan_class_review']>;

export const onReview = { noun: 'LoanClassReview', table: 'loan_class_review' } as const;

export const reviewObjects = (review: ReviewRow, version: number): FactObject[] => [
  { type: 'LoanClassReview', id: review.id, version },
  { type: 'Loan', id: review.loan_id },
];

export type ReviewStep = {
  act: ReviewAct;
  by: Judging;
  changes: Updateable<DB['loan_class_review']>;
  /** Of the loan as it is without the step. */
  check?: (loan: LoanRow) => Promise<unknown>;
};

/** Takes a step of a review, by somebody who took none before and did not lend the money. */
export async function advanceReview(
  tx: Tx,
  review: ReviewRow,
  { act, by, changes, check }: ReviewStep,
): Promise<{ version: number; loan: LoanRow }> {
  const people = [review.proposed_by, review.determined_by];
  const status = review.status as LoanClassReviewStatus;
  const next = nextState({ status, people }, act, by.actor.personId);
  if ('refusal' in next) throw refuse(next.refusal);
  const loan = await lockLoan(tx, review);
  await requireIndependent(tx, loan, by);
  await check?.(loan);
  const { version } = await tx
    .updateTable('loan_class_review')
    .set({ ...changes, status: next.state })
    .where('institution_id', '=', review.institution_id)
    .where('id', '=', review.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return { version, loan };
}
