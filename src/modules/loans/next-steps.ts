/** What a loan waits for. Pure. */
import type { CostState, DrawingState, LoanAction, LoanFacts, LoanState } from './workflow.ts';

/** Actions whose permission is not named as they are. */
const PERMISSIONS: Readonly<Partial<Record<LoanAction, string>>> = {
  submit: 'loan.apply',
  vote: 'loan.approve',
  'disclose-cost': 'loan.disclose',
  'confirm-cost': 'loan.disclose',
};

/** The permission an action takes. */
export const permissionFor = (action: LoanAction): string =>
  PERMISSIONS[action] ?? `loan.${action}`;

/** Steps that lead on, where the state alone says so: not those that stop the loan. */
const AHEAD: Readonly<Partial<Record<LoanState, LoanAction>>> = {
  DRAFT: 'submit',
  RETURNED: 'submit',
  SUBMITTED: 'investigate',
  INVESTIGATED: 'review',
  SIGNED: 'draw',
  DISBURSING: 'confirm',
};

const AFTER_COST: Readonly<Record<CostState, LoanAction>> = {
  SHOWN: 'confirm-cost',
  CONFIRMED: 'sign',
};

const AFTER_DRAWING: Readonly<Record<DrawingState, LoanAction>> = {
  REQUESTED: 'check',
  CHECKED: 'instruct',
  INSTRUCTED: 'confirm',
  UNKNOWN: 'confirm',
};

/** What somebody has to do next for the loan to go on; nothing while it is being repaid. */
export function nextActions({ state, deliberation, cost, drawing }: LoanFacts): LoanAction[] {
  const level = deliberation?.level;
  if (state === 'REVIEWED') return level ? [level.seats > 1 ? 'vote' : 'approve'] : [];
  if (state === 'APPROVED') return [cost ? AFTER_COST[cost] : 'disclose-cost'];
  if (drawing) return [AFTER_DRAWING[drawing]];
  const action = AHEAD[state];
  return action ? [action] : [];
}
