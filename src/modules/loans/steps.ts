import { sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Context } from '../../kernel/commands/command.ts';
import { type Given, kept, type Tx, together } from '../../kernel/db/index.ts';
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

type Taken = Step & { institution: string; loan: string; key: string; person: string; now: Date };

const insertStep = kept((db, of: Given<Taken>) =>
  db.insertInto('loan_step').values({
    institution_id: of.institution,
    id: of.key,
    loan_id: of.loan,
    number: sql<number>`(select coalesce(max(earlier.number), 0) + 1 from loan_step as earlier
      where earlier.institution_id = ${of.institution} and earlier.loan_id = ${of.loan})`,
    round: of.round,
    action: of.action,
    duty: of.duty,
    from_status: of.from,
    to_status: of.to,
    person_id: of.person,
    taken_at: of.now,
    opinion: of.opinion,
  }),
);

/** The same, to be sent whenever suits. */
export function stepOf(tx: Tx, step: Step, { loan, personId: person, now }: StepSetting) {
  const own = { institution: loan.institution_id, loan: loan.id, key: newId() };
  return { execute: () => insertStep(tx, { ...step, ...own, person, now }) };
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
  /** Where it has been asked already. */
  ready?: Awaited<ReturnType<typeof readyTo>>;
};

const leadsTo = (loan: LoanRow, action: LoanAction): LoanState => {
  const known = factsOf(loan);
  const next = transition(known, action);
  return next.ok ? next.state : known.state;
};

/** What a step asks first, for handlers that ask more: it then travels with that. */
export const readyTo = (
  tx: Tx,
  { target: loan, actor, today, vault }: LoanContext,
  action: LoanAction,
) =>
  together([
    requireDecidable(tx, loan, { action, actor, today, vault }),
    deadlineIn(tx, loan, { to: leadsTo(loan, action), today }),
  ]);

/**
 * Takes one step of the workflow: refused unless the rules allow it to this person now, else the
 * loan is changed, the step recorded and the fact emitted, together.
 */
export async function advance(tx: Tx, context: LoanContext, asked: Advance): Promise<void> {
  const { target: loan, actor, now, emit } = context;
  const [{ facts }, deadline] = asked.ready ?? (await readyTo(tx, context, asked.action));
  const to = asked.stays ? facts.state : leadsTo(loan, asked.action);
  const changes = { ...(to === loan.status ? {} : deadline), ...asked.changes };
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
