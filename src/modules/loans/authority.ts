import type { Actor } from '../../kernel/auth/actor.ts';
import { refuse } from '../../kernel/errors.ts';
import type { LoanRow } from '../servicing/index.ts';
import {
  type CostState,
  type DrawingState,
  type LoanAction,
  type LoanActor,
  type LoanFacts,
  type LoanState,
  refusalOf,
} from './workflow.ts';

export type { LoanRow };

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
  if (action === 'check' || action === 'instruct') return 'DISBURSEMENT';
  const decides = ['investigate', 'review', 'approve', 'vote', 'return', 'reject'].includes(action);
  return decides ? (DECIDING[state]?.duty ?? null) : null;
}

/** May the loan be drawn on again and again within its amount and term (随借随还)? */
export const isRevolving = ({ repayment_method }: { repayment_method: string }): boolean =>
  repayment_method === 'REVOLVING';

/** The facts of the workflow rules that stand on the loan's own row; see `beforeLoan` for all. */
export function factsOf(loan: LoanRow): LoanFacts {
  const investigators = [loan.first_investigator_id, loan.second_investigator_id];
  return {
    state: loan.status as LoanState,
    amountFen: loan.amount_fen,
    createdBy: loan.created_by,
    broughtBy: [],
    investigators: investigators.filter((person) => person !== null),
    reviewedBy: loan.reviewer_id,
    approvedBy: loan.approver_id,
    decidedBy: [],
    deliberation: null,
    cost: loan.cost_status as CostState | null,
    drawing: loan.drawing_status as DrawingState | null,
    drawingBy: loan.drawing_by,
    revolving: isRevolving(loan),
    outstandingFen: loan.outstanding_total_fen + loan.written_off_fen,
    writtenOffOn: loan.written_off_on,
  };
}

/** Permissions that open more actions than the one they are named for. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'loan.apply': ['loan.submit'],
  'loan.approve': ['loan.vote'],
  'loan.disclose': ['loan.disclose-cost', 'loan.confirm-cost'],
  'loan.draw': ['loan.cancel-drawing'],
  'loan.check': ['loan.cancel-drawing'],
};

/** Permissions as the workflow asks for them: `loan.<action>`. */
export function openedBy(held: Iterable<string>): Set<string> {
  const permissions = new Set(held);
  for (const [name, opened] of Object.entries(ALSO)) {
    if (permissions.has(name)) for (const each of opened) permissions.add(each);
  }
  return permissions;
}

/**
 * The caller as the workflow rules see one, away from any level that decides. Who applies also submits, who
 * approves also votes; who sends back or rejects must hold the permission of the step that is
 * thereby decided.
 */
export function loanActorOf(actor: Actor, state: LoanState): LoanActor {
  const permissions = openedBy(actor.permissions);
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
