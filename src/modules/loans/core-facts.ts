import type { Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { LoanRow } from './authority.ts';

/** An event the bank core reports; kind and reference name it. */
export type CoreFact = {
  kind: 'DISBURSED' | 'DISBURSEMENT_REFUSED' | 'REPAID';
  reference: string;
  instruction: string | null;
  amountFen: bigint;
  occurredOn: string;
  explanation: string | null;
};

type FactRow = Selectable<DB['loan_fact']>;

const sameEvent = (row: FactRow, loan: LoanRow, fact: CoreFact): boolean =>
  row.loan_id === loan.id &&
  row.amount_fen === fact.amountFen &&
  row.occurred_on === fact.occurredOn &&
  row.instruction === fact.instruction;

/**
 * Is this event already known? The core may tell a thing twice; the same reference for another
 * event is refused.
 */
export async function alreadyReported(tx: Tx, loan: LoanRow, fact: CoreFact): Promise<boolean> {
  const known = await tx
    .selectFrom('loan_fact')
    .selectAll()
    .where('institution_id', '=', loan.institution_id)
    .where('kind', '=', fact.kind)
    .where('reference', '=', fact.reference)
    .executeTakeFirst();
  if (!known) return false;
  if (sameEvent(known, loan, fact)) return true;
  throw refuse('loan.reference_conflict', { path: ['reference'] });
}

export type Reported = { actor: Actor; now: Date };

/** Keeps an event of the core for good; a reference used meanwhile is refused by its constraint. */
export async function keepFact(
  tx: Tx,
  { loan, fact }: { loan: LoanRow; fact: CoreFact },
  { actor, now }: Reported,
): Promise<void> {
  await tx
    .insertInto('loan_fact')
    .values({
      institution_id: loan.institution_id,
      id: newId(),
      loan_id: loan.id,
      kind: fact.kind,
      reference: fact.reference,
      instruction: fact.instruction,
      amount_fen: fact.amountFen,
      occurred_on: fact.occurredOn,
      explanation: fact.explanation,
      reported_by: actor.personId,
      reported_at: now,
    })
    .execute();
}
