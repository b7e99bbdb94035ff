/**
 * The life of a loan: which step follows which, and who may take it. Pure: facts in, answers
 * out.
 */
import type { Deliberation, Voter } from '../credit-authority/index.ts';
import { levelRefusal } from './deliberation.ts';
import { notReadyFor } from './drawing-workflow.ts';
import { loanWorkflowRefusals } from './workflow-refusals.ts';

/**
 * States of a loan. RETURNED: sent back to be completed; its earlier signatures no longer
 * count.
 */
export const loanStates = [
  'DRAFT',
  'SUBMITTED',
  'RETURNED',
  'INVESTIGATED',
  'REVIEWED',
  'APPROVED',
  'SIGNED',
  'DISBURSING',
  'ACTIVE',
  'SETTLED',
  'REJECTED',
  'WITHDRAWN',
] as const;
export type LoanState = (typeof loanStates)[number];

/** Asked for and not decided yet: pending on the line. */
export const PENDING_STATES = ['SUBMITTED', 'INVESTIGATED', 'REVIEWED'] as const;
/** Granted and not yet with the borrower: taken of the line in full. */
export const PROMISED_STATES = ['APPROVED', 'SIGNED', 'DISBURSING'] as const;
/** Nothing comes of these any more. */
export const ENDED_STATES = ['SETTLED', 'REJECTED', 'WITHDRAWN'] as const;
/** Nobody has asked for these yet, or asks for them any more. */
export const NOT_ASKED_STATES = ['DRAFT', 'RETURNED', 'REJECTED', 'WITHDRAWN'] as const;

export const loanActions = [
  'submit',
  'investigate',
  'review',
  'approve',
  'vote',
  'return',
  'reject',
  'withdraw',
  'disclose-cost',
  'confirm-cost',
  'sign',
  'draw',
  'check',
  'cancel-drawing',
  'instruct',
  'ask-core',
  'confirm',
  'repay',
  'settle',
  'reopen',
] as const;
export type LoanAction = (typeof loanActions)[number];

/** Two investigators sign (双人调查); the second signature moves the loan on. */
export const INVESTIGATORS_NEEDED = 2;

/** Where the disclosure of cost stands, and the one drawing that may be under way. */
export type CostState = 'SHOWN' | 'CONFIRMED';
export type DrawingState = 'REQUESTED' | 'CHECKED' | 'INSTRUCTED' | 'UNKNOWN';

/** Ids of the people who took each step so far; null where nobody has. */
export type LoanFacts = {
  readonly state: LoanState;
  readonly amountFen: bigint;
  readonly createdBy: string;
  /** Whoever applied, set terms or offered security, in whatever round. */
  readonly broughtBy: readonly string[];
  readonly investigators: readonly string[];
  readonly reviewedBy: string | null;
  readonly approvedBy: string | null;
  /** Whoever voted, sent back or rejected at the level of an approval, in this round. */
  readonly decidedBy: readonly string[];
  /** Who decides it now and what they said; null in states in which nobody does. */
  readonly deliberation: Deliberation | null;
  readonly cost: CostState | null;
  readonly drawing: DrawingState | null;
  readonly drawingBy: string | null;
  /** May be drawn on again and again within its amount and term. */
  readonly revolving: boolean;
  /**
   * Principal and interest still owed under the schedule; decides whether the loan may be
   * settled.
   */
  readonly outstandingFen: bigint;
  /** Day from which it is written off: nothing more is drawn, even after it was recovered. */
  readonly writtenOffOn: string | null;
};

/** Permissions are `loan.<action>`. */
export type LoanActor = Voter & {
  readonly personId: string;
  readonly permissions: ReadonlySet<string>;
  /** How the person is tied to the borrower, where that is known (回避). */
  readonly tie: string | null;
};

export type LoanRefusalCode = keyof typeof loanWorkflowRefusals;
export type LoanRefusal = {
  readonly code: LoanRefusalCode;
  readonly en: string;
  readonly zh: string;
};

/** For each action, the states it may be taken in and the state it leads to. */
const transitions: Readonly<Record<LoanAction, Readonly<Partial<Record<LoanState, LoanState>>>>> = {
  submit: { DRAFT: 'SUBMITTED', RETURNED: 'SUBMITTED' },
  investigate: { SUBMITTED: 'INVESTIGATED' },
  review: { INVESTIGATED: 'REVIEWED' },
  approve: { REVIEWED: 'APPROVED' },
  // What the votes come to is known once they are counted.
  vote: { REVIEWED: 'REVIEWED' },
  return: {
    SUBMITTED: 'RETURNED',
    INVESTIGATED: 'RETURNED',
    REVIEWED: 'RETURNED',
    APPROVED: 'RETURNED',
  },
  reject: {
    SUBMITTED: 'REJECTED',
    INVESTIGATED: 'REJECTED',
    REVIEWED: 'REJECTED',
    APPROVED: 'REJECTED',
  },
  withdraw: {
    DRAFT: 'WITHDRAWN',
    RETURNED: 'WITHDRAWN',
    SUBMITTED: 'WITHDRAWN',
    INVESTIGATED: 'WITHDRAWN',
    REVIEWED: 'WITHDRAWN',
    APPROVED: 'WITHDRAWN',
    SIGNED: 'WITHDRAWN',
  },
  'disclose-cost': { APPROVED: 'APPROVED' },
  'confirm-cost': { APPROVED: 'APPROVED' },
  sign: { APPROVED: 'SIGNED' },
  draw: { SIGNED: 'SIGNED', ACTIVE: 'ACTIVE' },
  check: { SIGNED: 'SIGNED', ACTIVE: 'ACTIVE' },
  'cancel-drawing': { SIGNED: 'SIGNED', ACTIVE: 'ACTIVE' },
  instruct: { SIGNED: 'DISBURSING', ACTIVE: 'ACTIVE' },
  'ask-core': { DISBURSING: 'DISBURSING', ACTIVE: 'ACTIVE' },
  confirm: { DISBURSING: 'ACTIVE', ACTIVE: 'ACTIVE' },
  // What comes before the core has confirmed the payment waits for it.
  repay: { DISBURSING: 'DISBURSING', ACTIVE: 'ACTIVE' },
  settle: { ACTIVE: 'SETTLED' },
  reopen: { SETTLED: 'ACTIVE' },
};

export type Transition =
  | { readonly ok: true; readonly state: LoanState }
  | { readonly ok: false; readonly refusal: LoanRefusal };

function refusal(code: LoanRefusalCode): LoanRefusal {
  const { en, zh } = loanWorkflowRefusals[code];
  return { code, en, zh };
}

/**
 * The state an action leads to, or `loan.illegal_transition`. The first investigator's
 * signature leaves the loan SUBMITTED, an approval below the last level REVIEWED. Whoever executes
 * `return` clears the signatures of the steps before.
 */
export function transition(
  loan: Pick<LoanFacts, 'state' | 'investigators'> & Partial<Pick<LoanFacts, 'deliberation'>>,
  action: LoanAction,
): Transition {
  const state = transitions[action][loan.state];
  if (!state) return { ok: false, refusal: refusal('loan.illegal_transition') };
  const oneMoreNeeded = loan.investigators.length + 1 < INVESTIGATORS_NEEDED;
  const stays =
    (action === 'investigate' && oneMoreNeeded) ||
    (action === 'approve' && loan.deliberation?.last === false);
  return { ok: true, state: stays ? loan.state : state };
}

/**
 * The step whose deciding person an action stands for: sending back or rejecting is deciding
 * that step.
 */
function stepOf(loan: LoanFacts, action: LoanAction): LoanAction {
  if (action === 'vote') return 'approve';
  if (action !== 'return' && action !== 'reject') return action;
  if (loan.state === 'SUBMITTED') return 'investigate';
  return loan.state === 'INVESTIGATED' ? 'review' : 'approve';
}

/**
 * People who may not take a step (审贷分离、放贷分离): investigator, reviewer, approver and the one who
 * checks and instructs disbursement are four different posts; nobody approves what they brought, nor
 * does whoever asks for the money send it out. What somebody did counts, not the role they have.
 */
function barredFrom(loan: LoanFacts, step: LoanAction): readonly (string | null)[] {
  switch (step) {
    case 'investigate':
    case 'review':
      return loan.investigators;
    case 'approve':
      return [loan.createdBy, ...loan.broughtBy, ...loan.investigators, loan.reviewedBy];
    case 'check':
    case 'instruct':
      return [
        ...loan.investigators,
        loan.reviewedBy,
        loan.approvedBy,
        ...loan.decidedBy,
        loan.drawingBy,
      ];
    default:
      return [];
  }
}

/**
 * Whoever sets the terms is the applicant in effect, and keeps out of the approval: who might be
 * asked for one neither revises nor submits what somebody else brought.
 */
const mightApproveIt = (loan: LoanFacts, { personId, permissions }: LoanActor): boolean =>
  permissions.has('loan.approve') && personId !== loan.createdBy;

/** Steps whoever is tied to the borrower keeps out of. */
const DECIDING: ReadonlySet<LoanAction> = new Set([
  'investigate',
  'review',
  'approve',
  'vote',
  'return',
  'reject',
  'check',
  'instruct',
  'reopen',
]);

/** Why the level that decides now does not let this person; stopping an approval needs no seat. */
function refusalAtLevel(loan: LoanFacts, action: LoanAction, actor: LoanActor) {
  const decides = ['approve', 'vote', 'return', 'reject'].includes(action);
  if (loan.state !== 'REVIEWED' || !decides) return undefined;
  const code = levelRefusal(loan, action as 'approve' | 'vote' | 'return' | 'reject', actor);
  return code && refusal(code);
}

function refusalOfAmount(loan: LoanFacts, action: LoanAction) {
  if (action === 'settle' && loan.outstandingFen > 0n) return refusal('loan.balance_outstanding');
  const isPaid = loan.state === 'ACTIVE' && loan.outstandingFen <= 0n;
  return action === 'repay' && isPaid ? refusal('loan.nothing_outstanding') : undefined;
}

/**
 * Why this person may not take this action now, or undefined when it is allowed. The first
 * reason that holds.
 */
export function refusalOf(
  loan: LoanFacts,
  action: LoanAction,
  actor: LoanActor,
): LoanRefusal | undefined {
  const next = transition(loan, action);
  if (!next.ok) return next.refusal;
  if (!actor.permissions.has(`loan.${action}`)) return refusal('loan.permission_required');
  const returnedByCoInvestigator =
    stepOf(loan, action) === 'investigate' && action !== 'investigate';
  const barred = returnedByCoInvestigator ? [] : barredFrom(loan, stepOf(loan, action));
  if (barred.includes(actor.personId)) return refusal('loan.separation_of_duties');
  if (action === 'submit' && mightApproveIt(loan, actor)) {
    return refusal('loan.separation_of_duties');
  }
  if (actor.tie !== null && DECIDING.has(action)) return refusal('loan.recused');
  const unready = notReadyFor(loan, action);
  return (
    refusalAtLevel(loan, action, actor) ??
    (unready ? refusal(unready) : refusalOfAmount(loan, action))
  );
}

export type AllowedAction = {
  readonly action: LoanAction;
  readonly allowed: boolean;
  readonly reason: LoanRefusal | null;
};

/**
 * Every action with whether this person may take it now and, if not, the reason; in the order
 * of `loanActions`.
 */
export function allowedActions(loan: LoanFacts, actor: LoanActor): AllowedAction[] {
  return loanActions.map((action) => {
    const reason = refusalOf(loan, action, actor) ?? null;
    return { action, allowed: reason === null, reason };
  });
}
