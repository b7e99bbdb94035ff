import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import type { LoanRow } from './authority.ts';
import {
  type DayCount,
  type Instalment,
  type LoanTerms,
  type Repayment,
  type RepaymentMethod,
  repaymentSchedule,
} from './repayment.ts';
import { type Standing, standingOn } from './standing.ts';
import type { LoanChanges } from './steps.ts';

/** The terms of a loan paid out on a day. */
export const termsOf = (loan: LoanRow, drawnOn: string): LoanTerms => ({
  principalFen: loan.amount_fen,
  annualRatePercent: loan.annual_rate,
  months: loan.term_months,
  method: loan.repayment_method as RepaymentMethod,
  drawnOn,
  dayCount: loan.day_count as DayCount,
});

export const scheduleOf = (loan: LoanRow, drawnOn: string): Instalment[] =>
  repaymentSchedule(termsOf(loan, drawnOn));

/** The columns of a loan that follow from its facts. */
export function standingColumns({ position, classification }: Standing): LoanChanges {
  return {
    position_on: position.asOf,
    outstanding_principal_fen: position.outstandingPrincipalFen,
    outstanding_total_fen: position.outstandingTotalFen,
    overdue_principal_fen: position.overduePrincipalFen,
    overdue_interest_fen: position.overdueInterestFen,
    overdue_since: position.overdueSince,
    overdue_days: position.overdueDays,
    next_due_on: position.nextDueOn,
    surplus_fen: position.surplusFen,
    loan_class: classification.loanClass,
    classified_on: position.asOf,
    class_rule_set: classification.ruleSet,
    class_reasons: JSON.stringify(classification.reasons),
  };
}

/** Lays out the schedule of a loan that has just been paid out. */
export async function insertSchedule(tx: Tx, loan: LoanRow, standing: Standing): Promise<void> {
  const rows = standing.instalments.map((instalment) => ({
    institution_id: loan.institution_id,
    id: newId(),
    loan_id: loan.id,
    number: instalment.number,
    period_from: instalment.from,
    due_on: instalment.dueOn,
    principal_fen: instalment.principalFen,
    interest_fen: instalment.interestFen,
    balance_after_fen: instalment.balanceAfterFen,
    paid_principal_fen: instalment.paidPrincipalFen,
    paid_interest_fen: instalment.paidInterestFen,
    settled_on: instalment.settledOn,
  }));
  await tx.insertInto('loan_instalment').values(rows).execute();
}

/** Where a paid-out loan stands by all the facts there are. */
export async function standingByFacts(tx: Tx, loan: LoanRow, asOf: string): Promise<Standing> {
  const facts = await tx
    .selectFrom('loan_fact')
    .select(['occurred_on', 'amount_fen'])
    .where('institution_id', '=', loan.institution_id)
    .where('loan_id', '=', loan.id)
    .where('kind', '=', 'REPAID')
    .orderBy('occurred_on')
    .orderBy('id')
    .execute();
  const repayments = facts.map(
    (fact): Repayment => ({ paidOn: fact.occurred_on, amountFen: fact.amount_fen }),
  );
  return standingOn(scheduleOf(loan, loan.disbursed_on ?? asOf), repayments, asOf);
}

/** Writes what has been paid on each instalment; rows that stay the same are left alone. */
export async function restateInstalments(tx: Tx, loan: LoanRow, standing: Standing): Promise<void> {
  const { instalments } = standing;
  const texts = (values: readonly (bigint | number | string | null)[]) =>
    values.map((value) => (value === null ? null : String(value)));
  const numbers = texts(instalments.map((each) => each.number));
  const principals = texts(instalments.map((each) => each.paidPrincipalFen));
  const interests = texts(instalments.map((each) => each.paidInterestFen));
  const settled = texts(instalments.map((each) => each.settledOn));
  await sql`update loan_instalment
    set paid_principal_fen = paid.principal, paid_interest_fen = paid.interest,
        settled_on = paid.settled
    from unnest(${numbers}::int[], ${principals}::bigint[], ${interests}::bigint[],
      ${settled}::date[]) as paid (number, principal, interest, settled)
    where institution_id = ${loan.institution_id} and loan_id = ${loan.id}
      and loan_instalment.number = paid.number
      and (paid_principal_fen, paid_interest_fen, settled_on)
        is distinct from (paid.principal, paid.interest, paid.settled)`.execute(tx);
}
