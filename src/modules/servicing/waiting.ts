/** Repayments that came before the loan's money was known to have gone out. */
import { sql } from 'kysely';
import { type Given, kept, type Tx } from '../../kernel/db/index.ts';
import type { LoanRow } from './columns.ts';
import type { Recording } from './record.ts';
import { keepFact } from './stored-facts.ts';

export type Waiting = {
  readonly id: string;
  readonly reference: string;
  readonly amountFen: bigint;
  readonly paidOn: string;
};

/**
 * Repayments of a loan that is not paid out yet, through whatever door they came; with `before`, those
 * of earlier days.
 */
export async function waitingRepayments(
  tx: Tx,
  { institution_id: institutionId, id: loan, disbursed_on }: LoanRow,
  before: string | null,
): Promise<Waiting[]> {
  return disbursed_on === null ? repaid(tx, { institutionId, loan, before }) : [];
}

type Asked = { institutionId: string; loan: string; before: string | null };

const repaid = kept(
  (_, of: Given<Asked>) => sql<Waiting>`
    select id, reference, amount_fen as "amountFen", occurred_on as "paidOn" from loan_fact as told
     where institution_id = ${of.institutionId} and loan_id = ${of.loan}
       and kind in ('REPAID', 'EARLY_REPAID')
       and occurred_on < coalesce(${of.before}::date, 'infinity')
       and not exists (select from loan_fact as back
         where back.institution_id = ${of.institutionId} and back.reverses = told.id)
     order by id`,
);

/** What says that a repayment was set aside, beside the fact taken back. */
const ASIDE = 'repaid before anything was paid out';

/** Takes back a repayment of money that had not gone out: from now on it never counts. */
export async function setAside(tx: Tx, context: Recording, waiting: Waiting): Promise<void> {
  const { id, paidOn: occurredOn } = waiting;
  const told = { reference: id, occurredOn, reverses: id, explanation: ASIDE };
  await keepFact(tx, { loan: context.target, fact: { kind: 'REVERSED', ...told } }, context);
}
