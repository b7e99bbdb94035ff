import type { Module } from '../../kernel/module.ts';
import { workBatch } from './batches.ts';
import { changeRate } from './commands/change-rate.ts';
import { layOutDaily, layOutMissing } from './commands/lay-out-missing.ts';
import { decideBatch, postBatch } from './commands/post-batch.ts';
import { receiveBatch } from './commands/receive-batch.ts';
import { repayLoan } from './commands/repay.ts';
import { chargePenalty, receiveSubsidy, reverseFact } from './commands/report.ts';
import { repriceDaily, repriceDue } from './commands/reprice-due.ts';
import './errors.ts';
import { factData } from './fact-data.ts';
import { repaymentFiles } from './file-route.ts';
import { servicingNouns } from './queries.ts';
import { servicingReads } from './reads.ts';

export { newAccount, poured } from './account.ts';
export { servicingColumns } from './agreed.ts';
export {
  instalmentColumns,
  type LoanChanges,
  type LoanRow,
  positionColumns,
  standingColumns,
  standingOfRow,
  termsOf,
} from './columns.ts';
export {
  type FactKind,
  type Happening,
  type LoanFact,
  type Recomputation,
  recomputations,
} from './facts.ts';
export { loanObjects, onLoan } from './loan-objects.ts';
export { isStandingOn, movedColumns } from './move-on.ts';
export { type Payoff, payoffOn } from './payoff.ts';
export { balanced, type Figures, type Position, positionOf } from './position.ts';
export type { LineState } from './pour.ts';
export {
  type Booked,
  bookFact,
  bookNewFact,
  isBeforeMoney,
  positionOn,
  type Recorded,
  recordFact,
} from './record.ts';
export {
  REFERENCE_LENGTH,
  type Repayment,
  receiveRepayment,
  tell as tellRepayment,
} from './repaying.ts';
export { accountOn, type Epoch, replay, scheduleOf } from './replay.ts';
export {
  changeLoan,
  type Follower,
  followLoans,
  type Replayed,
  type Restated,
  replayed,
  restate,
  restatement,
} from './restate.ts';
export { requireReversible, reversalOf } from './reversing.ts';
export { overdueDaysIn, positionIn, type Standing, standingOn, standingsOf } from './standings.ts';
export { factsOf, findFact, isKnown, isKnownAs, type ReportedFact } from './stored-facts.ts';
export {
  type AllocationOrder,
  allocationOrders,
  type DayCount,
  dayCounts,
  LONGEST_TERM_MONTHS,
  type LoanTerms,
  type RepaymentMethod,
  type Rounding,
  rateOf,
  repaymentMethods,
  roundings,
} from './terms.ts';
export { setAside, type Waiting, waitingRepayments } from './waiting.ts';

/** What is owed on a loan, by its terms and what has happened to it. */
export const servicing: Module = {
  name: 'servicing',
  factData,
  nouns: servicingNouns,
  commands: [
    repayLoan,
    receiveBatch,
    postBatch,
    decideBatch,
    chargePenalty,
    receiveSubsidy,
    changeRate,
    repriceDue,
    layOutMissing,
    reverseFact,
  ],
  reads: servicingReads,
  jobs: [workBatch, repriceDaily, layOutDaily],
  fileApi: repaymentFiles,
};
