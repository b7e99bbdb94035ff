/** Who the caller is to a loan that waits for a decision: seats, ties, and what was voted so far. */
import { sql } from 'kysely';
import { type Actor, permissionsAt } from '../../kernel/auth/actor.ts';
import { type Db, type Given, kept, type Tx, together } from '../../kernel/db/index.ts';
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

type OfLoan = Pick<LoanRow, 'institution_id' | 'id'>;

const bringers = kept(
  (_, of: Given<OfLoan>) => sql<{ person: string }>`select person
    from loan_brought_by(${of.institution_id}, ${of.id}) as brought (person)`,
);

/** Whoever applied for a loan, set its terms or offered its security. */
async function broughtBy(db: Db | Tx, loan: LoanRow): Promise<string[]> {
  const rows = await bringers(db, loan);
  return rows.map(({ person }) => person);
}

const approvers = kept((db, of: Given<OfLoan & { round: number }>) =>
  db
    .selectFrom('loan_step')
    .select('person_id')
    .distinct()
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id)
    .where('round', '=', of.round)
    .where('duty', '=', 'APPROVAL'),
);

/** Whoever had a say in approving it: none of them sends the money out, as `loan_step` holds too. */
async function decidedBy(db: Db | Tx, loan: LoanRow): Promise<string[]> {
  const rows = await approvers(db, loan);
  return rows.map(({ person_id }) => person_id);
}

const territories = kept((db, of: Given<Pick<LoanRow, 'institution_id' | 'customer_id'>>) =>
  db
    .selectFrom('customer')
    .select('territory_code')
    .where('institution_id', '=', of.institution_id)
    .where('id', '=', of.customer_id),
);

/** Territory code of the borrower. */
export const territoryOf = async (db: Db | Tx, loan: LoanRow): Promise<string> => {
  const [borrower] = await territories(db, loan);
  if (!borrower) throw new Error(`loan ${loan.code} has no borrower`);
  return borrower.territory_code;
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
  const [tie, deliberated, brought, decided, held] = await together([
    tieOf(db, { ...at, personId: actor.personId }, vault),
    isDecided ? deliberatedToday(db, loan, today) : null,
    isDecided ? broughtBy(db, loan) : [],
    loan.drawing_status ? decidedBy(db, loan) : [],
    isDecided ? seatsOf(db, asking.actor, sittingOn(db, loan, today)) : [],
  ]);
  const decider = { ...loanActorOf(actor, factsOf(loan).state), tie: tie ?? null };
  const facts = { ...factsOf(loan), decidedBy: decided };
  if (!deliberated) return { facts, decider, deliberated };
  const { picture: deliberation } = deliberated;
  const whole = { ...facts, deliberation, broughtBy: brought };
  const barred = [loan.created_by, ...brought, ...investigatorsOf(loan), loan.reviewer_id];
  const sitting = { ...asking, barred: new Set(barred) };
  const untied = await untiedAmong(db, loan, { ...sitting, seats: held });
  const seats = seated(deliberation, untied);
  return { facts: whole, decider: { ...decider, seats }, deliberated };
}

const sittingOn = (db: Db | Tx, loan: LoanRow, today: string) => ({
  territoryCode: territoryOf(db, loan),
  today,
  deciding: 'GRANT' as const,
});

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
  const seats = await seatsOf(db, sitting.actor, sitting);
  return untiedAmong(db, loan, { ...sitting, seats });
}

type Seated = Omit<Sitting, 'territoryCode' | 'deciding'> & { seats: readonly Seat[] };

async function untiedAmong(db: Db | Tx, loan: LoanRow, seated: Seated): Promise<Seat[]> {
  const { actor, today, vault, barred, seats } = seated;
  const tenant = actor.institutionId;
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
