import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/index.ts';
import { yuanOf } from '../../kernel/money.ts';
import type { Report } from './reports.ts';

/** A fact as the core names it. */
export type KnownFact = {
  kind: Report['kind'];
  reference: string;
  loanId: string;
  instruction: string | null;
  amountFen: bigint;
  occurredOn: string;
};

type OfDay = { institutionId: string; day: string; references: readonly string[] };

/**
 * What is known here of a business day of the core, or by one of these references: money out,
 * refused, and in.
 */
export async function knownFacts(
  tx: Tx,
  { institutionId, day, references }: OfDay,
): Promise<KnownFact[]> {
  const { rows } = await sql<KnownFact>`
    select case kind when 'DISBURSEMENT_REFUSED' then kind when 'REPAID' then 'REPAYMENT'
          else 'DISBURSEMENT_CONFIRMED' end as kind,
        reference, loan_id as "loanId", instruction, amount_fen as "amountFen",
        occurred_on as "occurredOn"
      from loan_fact
      where institution_id = ${institutionId}
        and kind in ('DISBURSED', 'DRAWN', 'DISBURSEMENT_REFUSED', 'REPAID')
        and (occurred_on = ${day}::date or reference = any(${references}::text[]))
      order by id`.execute(tx);
  return rows;
}

export const nameOf = ({ kind, reference }: Pick<KnownFact, 'kind' | 'reference'>): string =>
  `${kind} ${reference}`;

/** Does the core's entry say what is known here? */
export const agrees = (fact: KnownFact, entry: Report): boolean =>
  fact.amountFen === entry.amountFen &&
  fact.occurredOn === entry.occurredOn &&
  (entry.kind === 'REPAYMENT' || fact.instruction === entry.instruction);

export const sideOfFact = (fact: KnownFact) => ({
  amount: yuanOf(fact.amountFen),
  occurredOn: fact.occurredOn,
  status: fact.kind,
});
