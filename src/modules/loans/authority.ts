import type { Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { refuse } from '../../kernel/errors.ts';
import {
  type LoanAction,
  type LoanActor,
  type LoanFacts,
  type LoanState,
  refusalOf,
} from './workflow.ts';

export type LoanRow = Selectable<DB['loan']>;

/** A post within one round of a loan; a person holds at most one. */
export type Duty = 'INVESTIGATION' | 'REVIEW' | 'APPROVAL' | 'DISBURSEMENT';

/** The post that decides a loan in this state, and the permission it takes. */
const DECIDING: Readonly<Partial<Record<LoanState, { duty: Duty; permission: string }>>> = {
  SUBMITTED: { duty: 'INVESTIGATION', permission: 'loan.investigate' },
  INVESTIGATED: { duty: 'REVIEW', permission: 'loan.review' },
  REVIEWED: { duty: 'APPROVAL', permission: 'loan.approve' },
  APPROVED: { duty: 'APPROVAL', permission: 'loan.approve' },
};

/** What deciding an action in this state makes of the person, or null for steps without a post. */
export function dutyOf(action: LoanAction, state: LoanState): Duty | null {
  if (action === 'instruct') return 'DISBURSEMENT';
  const decides = ['investigate', 'review', 'approve', 'vote', 'return', 'reject'].includes(action);
  return decides ? (DECIDING[state]?.duty ?? null) : null;
}

/** The facts of the workflow rules that stand on the loan's own row; see `beforeLoan` for all. */
export function factsOf(loan: LoanRow): LoanFacts {
  const investigators = [loan.first_investigator_id, loan.second_investigator_id];
  return {
    state: loan.status as LoanState,
    amountFen: loan.amount_fen,
    createdBy: loan.created_by,
    investigators: investigators.filter((person) => person !== null),
    reviewedBy: loan.reviewer_id,
    approvedBy: loan.approver_id,
    deliberation: null,
    outstandingFen: loan.outstanding_total_fen,
  };
}

/**
 * The caller as the workflow rules see one, away from any level that decides. Who applies also submits, who
 * approves also votes; who sends back or rejects must hold the permission of the step that is
 * thereby decided.
 */
export function loanActorOf(actor: Actor, state: LoanState): LoanActor {
  const permissions = new Set(actor.permissions);
  if (permissions.has('loan.apply')) permissions.add('loan.submit');
  if (permissions.has('loan.approve')) permissions.add('loan.vote');
  const decides = DECIDING[state]?.permission;
  if (decides && !permissions.has(decides)) {
    permissions.delete('loan.return');
    permissions.delete('loan.reject');
  }
  const { personId, roles, approvalLimitFen: limitFen } = actor;
  const own = { personId, roles, limitFen, delegationId: null, standing: 'ELSEWHERE' as const };
  return { personId, permissions, tie: null, seats: [own] };
}

/**
 * Refuses an action the rules do not allow this person on this loan now, with the reason. For steps
 * that decide nothing: `requireDecidable` asks about ties, seats and votes as well.
 */
export function requireAllowed(loan: LoanRow, action: LoanAction, actor: Actor): void {
  const facts = factsOf(loan);
  const refusal = refusalOf(facts, action, loanActorOf(actor, facts.state));
  if (refusal) throw refuse(refusal.code, { details: { status: loan.status, action } });
}
