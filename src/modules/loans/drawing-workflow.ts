import type { DrawingState, LoanAction, LoanFacts, LoanRefusalCode } from './workflow.ts';

/** The states of the drawing in which a step of it may be taken. */
const DRAWING_AT: Readonly<Partial<Record<LoanAction, readonly DrawingState[]>>> = {
  check: ['REQUESTED'],
  'cancel-drawing': ['REQUESTED', 'CHECKED'],
  instruct: ['CHECKED'],
  'ask-core': ['INSTRUCTED', 'UNKNOWN'],
  confirm: ['INSTRUCTED', 'UNKNOWN'],
};

/** Steps that wait until no drawing is under way. */
const WITHOUT_DRAWING: readonly LoanAction[] = ['draw', 'withdraw', 'settle'];

/** Why neither contract nor drawing has come to this step yet, or undefined when both have. */
export function notReadyFor(loan: LoanFacts, action: LoanAction): LoanRefusalCode | undefined {
  const { cost, drawing } = loan;
  if (action === 'confirm-cost' && cost !== 'SHOWN') return 'loan.cost_not_shown';
  if (action === 'sign' && cost !== 'CONFIRMED') return 'loan.cost_not_confirmed';
  const needed = DRAWING_AT[action];
  if (needed && !(drawing && needed.includes(drawing))) return 'loan.no_drawing_at_this_step';
  if (WITHOUT_DRAWING.includes(action) && drawing) return 'loan.drawing_under_way';
  if (action === 'draw' && loan.writtenOffOn !== null) return 'loan.written_off';
  const again = action === 'draw' && loan.state === 'ACTIVE';
  return again && !loan.revolving ? 'loan.drawn_in_full' : undefined;
}
