import type { Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { type Db, type Given, kept, keptFor, type Tx } from '../../kernel/db/index.ts';
import { insertRow } from '../../kernel/db/one-row.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Happening, LoanFact, Recomputation } from './facts.ts';
import type { RepaymentMethod } from './terms.ts';

export type FactRow = Selectable<DB['loan_fact']>;

/** Facts that decide nothing about what is owed: an instruction refused, a fact taken back. */
type Aside =
  | { readonly kind: 'DISBURSEMENT_REFUSED'; readonly amountFen: bigint }
  | { readonly kind: 'REVERSED'; readonly reverses: string };

/**
 * A fact as it is reported. `reference` is the reporter's own: the same kind and reference is the
 * same event, told again. `instruction` is the one answered, for money going out or refused.
 */
export type ReportedFact = (Happening | Aside) & {
  readonly reference: string;
  readonly occurredOn: string;
  readonly instruction?: string | null;
  readonly explanation?: string | null;
};

type FactColumns = Pick<
  FactRow,
  | 'amount_fen'
  | 'recomputation'
  | 'annual_rate'
  | 'months'
  | 'repayment_method'
  | 'until'
  | 'reverses'
>;

const columnsOf = (fact: ReportedFact): FactColumns => ({
  amount_fen: 'amountFen' in fact ? fact.amountFen : null,
  recomputation: 'recomputation' in fact ? fact.recomputation : null,
  annual_rate: 'annualRatePercent' in fact ? fact.annualRatePercent : null,
  months: 'months' in fact ? fact.months : null,
  repayment_method: 'method' in fact ? fact.method : null,
  until: 'until' in fact ? fact.until : null,
  reverses: 'reverses' in fact ? fact.reverses : null,
});

type OfLoan = { readonly institution_id: string; readonly id: string };

/** Kinds of money coming in: a reference names one of them, whatever kind it is reported as. */
const MONEY_IN: readonly FactRow['kind'][] = [
  'REPAID',
  'EARLY_REPAID',
  'GUARANTEE_PAID',
  'RECOVERED',
];

type Named = { institution: string; reference: string };

const among = keptFor((kinds: readonly FactRow['kind'][]) =>
  kept((db, of: Given<Named>) =>
    db
      .selectFrom('loan_fact')
      .selectAll()
      .where('institution_id', '=', of.institution)
      .where('kind', 'in', kinds)
      .where('reference', '=', of.reference),
  ),
);

/** The stored fact that a kind and reference name, whichever loan it is of. */
export async function findFact(
  tx: Tx,
  institution: string,
  { kind, reference }: Pick<ReportedFact, 'kind' | 'reference'>,
): Promise<FactRow | undefined> {
  const find = among(MONEY_IN.includes(kind) ? MONEY_IN : [kind]);
  const [row] = await find(tx, { institution, reference });
  return row;
}

const MILLIONTHS = 1_000_000;

/** Rates compare as numbers of at most eight digits: `4.35` and `4.350000` are one. */
const rate = (text: string | null): number | null =>
  text === null ? null : Math.round(Number(text) * MILLIONTHS);

function isSameEvent(row: FactRow, loan: OfLoan, fact: ReportedFact): boolean {
  const { annual_rate, ...told } = columnsOf(fact);
  const same = Object.entries(told).every(([name, value]) => row[name as keyof FactRow] === value);
  return (
    same &&
    rate(row.annual_rate) === rate(annual_rate) &&
    row.loan_id === loan.id &&
    row.kind === fact.kind &&
    row.occurred_on === fact.occurredOn &&
    row.instruction === (fact.instruction ?? null)
  );
}

/**
 * Is this event already known? It may be told twice; the same reference for another event is
 * refused.
 *
 * @throws Refusal `loan.reference_conflict`
 */
export async function isKnown(tx: Tx, loan: OfLoan, fact: ReportedFact): Promise<boolean> {
  const known = await findFact(tx, loan.institution_id, fact);
  if (!known) return false;
  if (isSameEvent(known, loan, fact)) return true;
  throw refuse('loan.reference_conflict', { path: ['reference'] });
}

/**
 * The same of an event that may have been kept as one of several kinds, under the one reference of
 * them all.
 */
export async function isKnownAs(
  tx: Tx,
  loan: OfLoan,
  facts: readonly [ReportedFact, ...ReportedFact[]],
): Promise<boolean> {
  const [{ reference }] = facts;
  const find = among([...new Set(facts.map(({ kind }) => kind))]);
  const rows = await find(tx, { institution: loan.institution_id, reference });
  const told = (row: FactRow) => facts.find(({ kind }) => kind === row.kind);
  const isSame = (row: FactRow) => {
    const fact = told(row);
    return fact !== undefined && isSameEvent(row, loan, fact);
  };
  if (rows.every(isSame)) return rows.length > 0;
  throw refuse('loan.reference_conflict', { path: ['reference'] });
}

export type Reporting = { readonly actor: Actor; readonly now: Date };

/** Keeps a fact for good; a reference used meanwhile is refused by its constraint. Its key. */
export async function keepFact(
  tx: Tx,
  { loan, fact }: { loan: OfLoan; fact: ReportedFact },
  { actor, now }: Reporting,
): Promise<string> {
  const id = newId();
  await insertRow(tx, 'loan_fact', {
    ...columnsOf(fact),
    institution_id: loan.institution_id,
    id,
    loan_id: loan.id,
    kind: fact.kind,
    reference: fact.reference,
    instruction: fact.instruction ?? null,
    occurred_on: fact.occurredOn,
    explanation: fact.explanation ?? null,
    reported_by: actor.personId,
    reported_at: now,
  }).execute();
  return id;
}

type Told = FactColumns & Pick<FactRow, 'kind' | 'reference' | 'occurred_on'>;

/** A reported fact as it will be read once it is kept. */
export const happening = (fact: ReportedFact): LoanFact[] =>
  factOf({
    ...columnsOf(fact),
    kind: fact.kind,
    reference: fact.reference,
    occurred_on: fact.occurredOn,
  });

/** A row as what happened, or nothing where it decides nothing. */
function factOf(row: Told): LoanFact[] {
  const { kind, reference, occurred_on: occurredOn } = row;
  if (kind === 'DISBURSEMENT_REFUSED' || kind === 'REVERSED') return [];
  const happening = {
    kind,
    amountFen: row.amount_fen ?? 0n,
    recomputation: row.recomputation as Recomputation,
    annualRatePercent: row.annual_rate ?? '0',
    months: row.months ?? 0,
    method: row.repayment_method as RepaymentMethod,
    until: row.until,
  } as Happening;
  return [{ ...happening, reference, occurredOn }];
}

const allFacts = kept((db, of: Given<OfLoan>) =>
  db
    .selectFrom('loan_fact')
    .selectAll()
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id),
);

/** What happened to a loan, as far as it still counts: without what was taken back. */
export async function factsOf(db: Db | Tx, loan: OfLoan): Promise<LoanFact[]> {
  const rows = await allFacts(db, loan);
  const reversed = new Set(rows.map(({ reverses }) => reverses));
  return rows.filter(({ id }) => !reversed.has(id)).flatMap(factOf);
}
