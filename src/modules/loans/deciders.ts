/** Who the caller is to a loan that waits for a decision: seats, ties, and what was voted so far. */
import { sql } from 'kysely';
import { type Actor, permissionsAt } from '../../kernel/auth/actor.ts';
import { type Db, type Tx, together } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import { type Deciding, type Seat, seated, seatsOf, tieOf } from '../credit-authority/index.ts';
import { factsOf, type LoanRow, loanActorOf } from './authority.ts';
import { type DeliberatedToday, deliberatedToday } from './deliberation-rows.ts';
import { guaranteesOf } from './guarantees.ts';
import { type LoanAction, type LoanActor, type LoanFacts, refusalOf } from './workflow.ts';

export type Asking = { actor: Actor; today: string; vault?: Vault };
export type Before = {
  facts: LoanFacts;
  decider: LoanActor;
  /** The deliberation by today's matrix; null where nobody decides now. */
  deliberated: DeliberatedToday | null;
};

/** Who answers for a loan, borrower and guarantors: whoever is tied to one of them keeps out. */
const answerable = (db: Db | Tx, loan: LoanRow) => async (): Promise<string[]> => {
  const guarantors = (await guaranteesOf(db, loan)).flatMap(({ guarantorId }) => guarantorId ?? []);
  return [loan.customer_id, ...guarantors];
};

/** Whoever applied for a loan, set its terms or offered its security. */
async function broughtBy(db: Db | Tx, loan: LoanRow): Promise<string[]> {
  const { rows } = await sql<{ person: string }>`select person
    from loan_brought_by(${loan.institution_id}, ${loan.id}) as brought (person)`.execute(db as Db);
  return rows.map(({ person }) => person);
}

/** Whoever had a say in approving it: none of them sends the money out, as `loan_step` holds too. */
async function decidedBy(db: Db | Tx, loan: LoanRow): Promise<string[]> {
  const rows = await (db as Db)
    .selectFrom('loan_step')
    .select('person_id')
    .distinct()
    .where('institution_id', '=', loan.institution_id)
    .where('loan_id', '=', loan.id)
    .where('round', '=', loan.round)
    .where('duty', '=', 'APPROVAL')
    .execute();
  return rows.map(({ person_id }) => person_id);
}

/** Territory code of the borrower. */
export const territoryOf = async (db: Db | Tx, loan: LoanRow): Promise<string> => {
  const { territory_code } = await (db as Db)
    .selectFrom('customer')
    .select('territory_code')
    .where('institution_id', '=', loan.institution_id)
    .where('id', '=', loan.customer_id)
    .executeTakeFirstOrThrow();
  return territory_code;
};

/** The caller with what they may do where the borrower lives, and not what they may elsewhere. */
const actingOn = async (db: Db | Tx, loan: LoanRow, actor: Actor): Promise<Actor> =>
  actor.territories
    ? { ...actor, permissions: permissionsAt(actor, await territoryOf(db, loan)) }
    : actor;

/** The caller before a loan, as the workflow rules see both. */
export async function beforeLoan(db: Db | Tx, loan: LoanRow, asking: Asking): Promise<Before> {
  const { today, vault } = asking;
  const actor = await actingOn(db, loan, asking.actor);
  const at = { institutionId: actor.institutionId, answerable: answerable(db, loan), today };
  const isDecided = loan.status === 'REVIEWED';
  const [tie, deliberated, brought, decided, territoryCode] = await together([
    tieOf(db, { ...at, personId: actor.personId }, vault),
    isDecided ? deliberatedToday(db, loan, today) : null,
    isDecided ? broughtBy(db, loan) : [],
    loan.drawing_status ? decidedBy(db, loan) : [],
    isDecided ? territoryOf(db, loan) : '',
  ]);
  const decider = { ...loanActorOf(actor, factsOf(loan).state), tie: tie ?? null };
  const facts = { ...factsOf(loan), decidedBy: decided };
  if (!deliberated) return { facts, decider, deliberated };
  const { picture: deliberation } = deliberated;
  const whole = { ...facts, deliberation, broughtBy: brought };
  const barred = [loan.created_by, ...brought, ...investigatorsOf(loan), loan.reviewer_id];
  const untied = await untiedSeats(db, loan, {
    ...asking,
    territoryCode,
    deciding: 'GRANT',
    barred: new Set(barred),
  });
  const seats = seated(deliberation, untied);
  return { facts: whole, decider: { ...decider, seats }, deliberated };
}

const investigatorsOf = (loan: LoanRow) => [
  loan.first_investigator_id,
  loan.second_investigator_id,
];

export type Sitting = Asking & {
  territoryCode: string;
  deciding: Deciding;
  /** People whose seat nobody else sits in either. */
  barred: ReadonlySet<string | null>;
};

/** The caller's seats, and those lent to them: nobody votes in that of somebody who had to keep out. */
export async function untiedSeats(db: Db | Tx, loan: LoanRow, sitting: Sitting): Promise<Seat[]> {
  const { actor, today, vault, territoryCode, deciding, barred } = sitting;
  const tenant = actor.institutionId;
  const seats = await seatsOf(db, actor, { territoryCode, today, deciding });
  const free: Seat[] = [];
  for (const seat of seats) {
    if (seat.delegationId === null) free.push(seat);
    else if (!barred.has(seat.personId)) {
      const { personId } = seat;
      const of = { institutionId: tenant, answerable: answerable(db, loan), today, personId };
      if ((await tieOf(db, of, vault)) === undefined) free.push(seat);
    }
  }
  return free;
}

/** Is the caller tied to the borrower, or to a guarantor of the loan? */
export async function isTied(db: Db | Tx, loan: LoanRow, asking: Asking): Promise<boolean> {
  const { actor, today, vault } = asking;
  const { institutionId, personId } = actor;
  const of = { institutionId, personId, answerable: answerable(db, loan), today };
  return (await tieOf(db, of, vault)) !== undefined;
}

/** Refuses whoever is tied to the borrower, or to a guarantor of the loan. */
export async function requireUntied(tx: Tx, loan: LoanRow, asking: Asking): Promise<void> {
  if (await isTied(tx, loan, asking)) throw refuse('loan.recused');
}

/** Refuses what the rules do not allow this person on this loan now; who the two are otherwise. */
export async function requireDecidable(
  tx: Tx,
  loan: LoanRow,
  { action, ...asking }: Asking & { action: LoanAction },
): Promise<Before> {
  const before = await beforeLoan(tx, loan, asking);
  const refusal = refusalOf(before.facts, action, before.decider);
  if (!refusal) return before;
  if (refusal.code === 'loan.above_approval_limit') {
    const limits = before.decider.seats.map(({ limitFen }) => limitFen);
    const most = limits.reduce((one, other) => (other > one ? other : one), 0n);
    throw refuse(refusal.code, {
      details: { limit: yuanOf(most), amount: yuanOf(loan.amount_fen) },
    });
  }
  throw refuse(refusal.code, { details: { status: loan.status, action } });
}
