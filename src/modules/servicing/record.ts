import type { Actor } from '../../kernel/auth/actor.ts';
import { type Db, type Given, kept, type Tx, together } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { type LoanRow, standingOfRow } from './columns.ts';
import { type LoanFact, nameOf } from './facts.ts';
import type { Position } from './position.ts';
import { accountOn } from './replay.ts';
import { changeLoan, type Restated, restatement } from './restate.ts';
import { positionIn } from './standings.ts';
import { happening, isKnown, keepFact, type ReportedFact } from './stored-facts.ts';

/** What recording takes of a command's context; `target` is the locked loan. */
export type Recording = {
  readonly target: LoanRow;
  readonly actor: Actor;
  readonly now: Date;
  readonly today: string;
};

/** `KNOWN`: told before, nothing changed. `HELD`: kept until the loan is paid out. */
export type Booked =
  | { readonly outcome: 'KNOWN' }
  | { readonly outcome: 'HELD' }
  | ({ readonly outcome: 'COUNTED' } & Restated);

/** Nothing is owed before the money went out, and it never goes out before it was instructed. */
export function isBeforeMoney({ disbursed_on, instructed_on }: LoanRow, day: string): boolean {
  const since = disbursed_on ?? instructed_on;
  return since !== null && day < since;
}

/** `before` is of no use to a fact that takes another one back. */
export type NewFact = {
  readonly fact: ReportedFact;
  readonly before?: readonly LoanFact[] | undefined;
};

const PAYS_OUT: ReadonlySet<string> = new Set(['DISBURSED', 'DISBURSEMENT_REFUSED']);

/**
 * Keeps a fact and computes the loan anew, schedule and standings included; the changes of the
 * loan's own columns are left to the caller. A fact that comes before the loan's disbursement is
 * known waits for it.
 *
 * @throws Refusal `loan.reference_conflict`, `loan.date_in_future`, `loan.date_too_early`,
 *   `loan.fact_without_effect`
 */
export async function bookFact(tx: Tx, context: Recording, fact: ReportedFact): Promise<Booked> {
  if (await isKnown(tx, context.target, fact)) return { outcome: 'KNOWN' };
  return bookNewFact(tx, context, { fact });
}

/**
 * The same for a fact of which the caller has just seen that it is not known; with `before`, those
 * that counted until now, read since the loan was locked.
 */
export async function bookNewFact(
  tx: Tx,
  context: Recording,
  { fact, before }: NewFact,
): Promise<Booked> {
  const { target: loan, today } = context;
  if (fact.occurredOn > today) throw refuse('loan.date_in_future', { path: ['occurredOn'] });
  if (isBeforeMoney(loan, fact.occurredOn)) {
    throw refuse('loan.date_too_early', { path: ['occurredOn'] });
  }
  const facts = before && [...before, ...happening(fact)];
  const isHeld = loan.disbursed_on === null && !PAYS_OUT.has(fact.kind);
  // The fact first, in one batch with what is computed from all of them.
  const [, restated] = await together([
    keepFact(tx, { loan, fact }, context),
    isHeld || fact.kind === 'DISBURSEMENT_REFUSED'
      ? null
      : restatement(tx, loan, { on: today, facts }),
  ]);
  if (restated === null) return { outcome: 'HELD' };
  const idle = accountOn(restated.epochs, fact.occurredOn)?.idle ?? [];
  if (idle.includes(nameOf(fact))) throw refuse('loan.fact_without_effect');
  return { outcome: 'COUNTED', ...restated };
}

export type Recorded = Booked & {
  /** Of the loan, after it. */
  readonly version: number;
};

/** Keeps a fact, computes the locked loan anew and writes where it stands; see `bookFact`. */
export const recordFact = async (
  tx: Tx,
  context: Recording,
  fact: ReportedFact,
): Promise<Recorded> => recorded(tx, context, await bookFact(tx, context, fact));

/** Likewise, of a fact that is not known. */
export const recordNewFact = async (tx: Tx, context: Recording, fact: NewFact): Promise<Recorded> =>
  recorded(tx, context, await bookNewFact(tx, context, fact));

async function recorded(tx: Tx, { target: loan }: Recording, booked: Booked): Promise<Recorded> {
  if (booked.outcome !== 'COUNTED') return { ...booked, version: loan.version };
  return { ...booked, version: await changeLoan(tx, loan, booked.changes) };
}

const standingRowOn = kept((db, of: Given<{ institution: string; loan: string; day: string }>) =>
  db
    .selectFrom('loan_standing')
    .selectAll()
    .where('institution_id', '=', of.institution)
    .where('loan_id', '=', of.loan)
    .where('valid_from', '<=', of.day)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', of.day)])),
);

/**
 * Where a loan stands, stood or will stand if nothing more is paid, at the end of a day: one
 * look-up. Undefined before it was paid out.
 */
export async function positionOn(
  db: Db | Tx,
  { institutionId, loanId }: { institutionId: string; loanId: string },
  day: string,
): Promise<Position | undefined> {
  const [row] = await standingRowOn(db, { institution: institutionId, loan: loanId, day });
  return row && positionIn(standingOfRow(row), day);
}
