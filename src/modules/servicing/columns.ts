/** What the engine knows as the database has it. */
import type { Selectable, Updateable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Position } from './position.ts';
import type { LineState } from './pour.ts';
import type { Standing } from './standings.ts';
import type {
  AllocationOrder,
  DayCount,
  LoanTerms,
  RepaymentMethod,
  Rounding,
  SubsidyTerms,
} from './terms.ts';

export type LoanRow = Selectable<DB['loan']>;
export type LoanChanges = Updateable<DB['loan']>;

function subsidyOf(loan: LoanRow): SubsidyTerms | null {
  const { subsidy_points: points, subsidy_share: sharePercent } = loan;
  if (points === null && sharePercent === null) return null;
  return { points, sharePercent, upToFen: loan.subsidy_up_to_fen, months: loan.subsidy_months };
}

/** The terms that a loan was paid out on. */
export const termsOf = (loan: LoanRow): LoanTerms => ({
  method: loan.repayment_method as RepaymentMethod,
  months: loan.term_months,
  annualRatePercent: loan.annual_rate,
  dayCount: loan.day_count as DayCount,
  rounding: loan.rounding as Rounding,
  allocation: loan.allocation as AllocationOrder,
  subsidy: subsidyOf(loan),
  graceDays: loan.grace_days,
});

/** The columns of a loan that follow from its facts. */
export const positionColumns = (position: Position): LoanChanges => ({
  position_on: position.asOf,
  outstanding_principal_fen: position.outstandingPrincipalFen,
  outstanding_total_fen: position.outstandingTotalFen,
  penalty_fen: position.penaltyFen,
  overdue_principal_fen: position.overduePrincipalFen,
  overdue_interest_fen: position.overdueInterestFen,
  overdue_since: position.overdueSince,
  overdue_days: position.overdueDays,
  next_due_on: position.nextDueOn,
  written_off_fen: position.writtenOffPrincipalFen + position.writtenOffInterestFen,
  surplus_fen: position.surplusFen,
});

export const instalmentColumns = (line: LineState) => ({
  number: line.number,
  period_from: line.from,
  due_on: line.dueOn,
  principal_fen: line.principalFen,
  interest_fen: line.interestFen,
  subsidised_fen: line.subsidisedFen,
  balance_after_fen: line.balanceAfterFen,
  paid_principal_fen: line.paidPrincipalFen,
  paid_interest_fen: line.paidInterestFen,
  paid_subsidy_fen: line.paidSubsidyFen,
  settled_on: line.settledOn,
});

/** The columns alone, whatever they hold. */
export const instalmentNames = Object.keys(instalmentColumns({} as LineState));

export const standingColumns = (standing: Standing) => ({
  valid_from: standing.validFrom,
  valid_to: standing.validTo,
  outstanding_principal_fen: standing.outstandingPrincipalFen,
  outstanding_interest_fen: standing.outstandingInterestFen,
  penalty_fen: standing.penaltyFen,
  overdue_principal_fen: standing.overduePrincipalFen,
  overdue_interest_fen: standing.overdueInterestFen,
  overdue_since: standing.overdueSince,
  overdue_days: standing.overdueDays,
  days_paused: standing.daysPaused,
  next_due_on: standing.nextDueOn,
  subsidy_due_fen: standing.subsidyDueFen,
  written_off_principal_fen: standing.writtenOffPrincipalFen,
  written_off_interest_fen: standing.writtenOffInterestFen,
  surplus_fen: standing.surplusFen,
});

export const standingNames = Object.keys(standingColumns({} as Standing));

/** A stored standing. */
export const standingOfRow = (row: Selectable<DB['loan_standing']>): Standing => ({
  validFrom: row.valid_from,
  validTo: row.valid_to,
  outstandingPrincipalFen: row.outstanding_principal_fen,
  outstandingInterestFen: row.outstanding_interest_fen,
  penaltyFen: row.penalty_fen,
  overduePrincipalFen: row.overdue_principal_fen,
  overdueInterestFen: row.overdue_interest_fen,
  overdueSince: row.overdue_since,
  overdueDays: row.overdue_days,
  daysPaused: row.days_paused,
  nextDueOn: row.next_due_on,
  subsidyDueFen: row.subsidy_due_fen,
  writtenOffPrincipalFen: row.written_off_principal_fen,
  writtenOffInterestFen: row.written_off_interest_fen,
  surplusFen: row.surplus_fen,
});
