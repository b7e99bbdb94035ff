import { sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Context } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import { changeLoan, type LoanChanges, loanObjects, onLoan } from '../servicing/index.ts';
import { dutyOf, factsOf, type LoanRow, requireAllowed } from './authority.ts';
import { type LoanAction, type LoanState, transition } from './workflow.ts';

export { changeLoan, type LoanChanges, loanObjects, onLoan };
export type LoanContext = Context<LoanRow>;

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
  const { loan, personId, now } = setting;
  const next = sql<number>`(select coalesce(max(earlier.number), 0) + 1 from loan_step as earlier
    where earlier.institution_id = ${loan.institution_id} and earlier.loan_id = ${loan.id})`;
  await tx
    .insertInto('loan_step')
    .values({
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
    })
    .execute();
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
  const { target: loan, actor, now, emit } = context;
  requireAllowed(loan, asked.action, actor);
  const facts = factsOf(loan);
  const next = transition(facts, asked.action);
  const to: LoanState = next.ok && !asked.stays ? next.state : facts.state;
  const version = await changeLoan(tx, loan, { status: to, ...asked.changes });
  const step: Step = {
    action: asked.action.toUpperCase().replaceAll('-', '_'),
    duty: dutyOf(asked.action, facts.state),
    from: loan.status,
    to,
    round: loan.round,
    opinion: asked.opinion ?? null,
  };
  await recordStep(tx, step, { loan, personId: actor.personId, now });
  emit(asked.act, loanObjects(loan, version), { from: loan.status, to, ...asked.data });
}
