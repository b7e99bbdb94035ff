import { sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Context } from '../../kernel/commands/command.ts';
import { type Tx, together } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import { changeLoan, type LoanChanges, loanObjects, onLoan } from '../servicing/index.ts';
import { dutyOf, factsOf, type LoanRow } from './authority.ts';
import { closeEscalations, deadlineColumns } from './deadlines.ts';
import { requireDecidable } from './deciders.ts';
import { type LoanAction, type LoanState, transition } from './workflow.ts';

export { changeLoan, type LoanChanges, loanObjects, onLoan };
export type LoanContext = Context<LoanRow>;

/** A loan sent back starts a round of its own: nobody's signature of this one counts in it. */
export const UNSIGNED = {
  first_investigator_id: null,
  second_investigator_id: null,
  reviewer_id: null,
  approver_id: null,
  approved_on: null,
  approval_expires_on: null,
  cost_status: null,
};

export type Step = {
  action: DB['loan_step']['action'];
  duty: string | null;
  from: string | null;
  to: string;
  round: number;
  opinion: string | null;
};

type StepSetting = { loan: { institution_id: string; id: string }; personId: string; now: Date };

/** Writes down who took a step; the loan is locked, so its steps have one order. */
export async function recordStep(tx: Tx, step: Step, setting: StepSetting): Promise<void> {
  await stepOf(tx, step, setting).execute();
}

/** The same, to be sent whenever suits. */
export function stepOf(tx: Tx, step: Step, setting: StepSetting) {
  const { loan, personId, now } = setting;
  const next = sql<number>`(select coalesce(max(earlier.number), 0) + 1 from loan_step as earlier
    where earlier.institution_id = ${loan.institution_id} and earlier.loan_id = ${loan.id})`;
  return tx.insertInto('loan_step').values({
    institution_id: loan.institution_id,
    id: newId(),
    loan_id: loan.id,
    number: next,
    round: step.round,
    action: step.action,
    duty: step.duty,
    from_status: step.from,
    to_status: step.to,
    person_id: personId,
    taken_at: now,
    opinion: step.opinion,
  });
}

export type Advance = {
  action: LoanAction;
  /** The fact it becomes. */
  act: string;
  /** More of the same step is still to come: the loan stays in its state. */
  stays?: boolean;
  changes?: LoanChanges;
  opinion?: string | null;
  data?: Record<string, unknown>;
};

/**
 * Takes one step of the workflow: refused unless the rules allow it to this person now, else the
 * loan is changed, the step recorded and the fact emitted, together.
 */
export async function advance(tx: Tx, context: LoanContext, asked: Advance): Promise<void> {
  const { target: loan, actor, now, today, vault, emit } = context;
  const known = factsOf(loan);
  const next = transition(known, asked.action);
  const to: LoanState = next.ok && !asked.stays ? next.state : known.state;
  const asking = { action: asked.action, actor, today, vault };
  const [{ facts }, deadline] = await together([
    requireDecidable(tx, loan, asking),
    deadlineIn(tx, loan, { to, today }),
  ]);
  const changes = { ...deadline, ...asked.changes };
  const version = await enterState(tx, context, { to, changes });
  const step: Step = {
    action: asked.action.toUpperCase().replaceAll('-', '_'),
    duty: dutyOf(asked.action, facts.state),
    from: loan.status,
    to,
    round: loan.round,
    opinion: asked.opinion ?? null,
  };
  context.write(stepOf(tx, step, { loan, personId: actor.personId, now }));
  emit(asked.act, loanObjects(loan, version), { from: loan.status, to, ...asked.data });
}

type Entering = { to: LoanState; changes: LoanChanges };

/** The deadline of the step that waits in a state, where it is another one than now. */
export const deadlineIn = async (
  tx: Tx,
  loan: LoanRow,
  { to, today }: { to: LoanState; today: string },
): Promise<LoanChanges> =>
  to === loan.status ? {} : deadlineColumns(tx, loan, { state: to, today });

/** Brings the loan into a state, with the deadline of its next step among the changes; its new version. */
export async function enterState(
  tx: Tx,
  { target: loan, today }: Pick<LoanContext, 'target' | 'today'>,
  { to, changes }: Entering,
): Promise<number> {
  const [, version] = await together([
    to === loan.status ? undefined : closeEscalations(tx, loan, today),
    changeLoan(tx, loan, { status: to, ...changes }),
  ]);
  return version;
}
