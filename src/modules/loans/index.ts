import type { Module } from '../../kernel/module.ts';
import { answerFlag } from './commands/answer-flag.ts';
import { applyForLoan, applyRemotely } from './commands/apply.ts';
import { fulfilCondition, reopenCondition } from './commands/conditions.ts';
import { rejectLoan, returnLoan, reviewLoan, withdrawLoan } from './commands/decide.ts';
import { receiveDocument, withdrawDocument } from './commands/document.ts';
import { escalateDue, escalateDueDaily } from './commands/escalate.ts';
import { offerGuarantee, removeGuarantee } from './commands/guarantee.ts';
import { investigateLoan } from './commands/investigate.ts';
import { lapseApprovals, lapseApprovalsDaily } from './commands/lapse.ts';
import { revealFindings } from './commands/reveal-findings.ts';
import { reopenLoan, settleLoan } from './commands/settle.ts';
import { reviseLoan, submitLoan } from './commands/submit.ts';
import { approveLoan, voteOnLoan } from './commands/vote.ts';
import './contracts.ts';
import './credit-total.ts';
import './errors.ts';
import './notice.ts';
import './open-work.ts';
import { loanNouns } from './queries.ts';
import { loanReads } from './reads.ts';
import './known-facts.ts';
import './screening-grounds.ts';
import { factData } from './fact-data.ts';

export { isRevolving, type LoanRow, requireAllowed } from './authority.ts';
export { requireConditionsMet, requireUnexpired } from './conditions.ts';
export { deadlineRulesOn, tiersDue } from './deadline-rules.ts';
export { isTied, requireUntied, territoryOf, untiedSeats } from './deciders.ts';
export { type Decided, reasonAtLevel, seatFor } from './deliberation.ts';
export { authorityOfLoan } from './deliberation-rows.ts';
export { borrowerOf, lockExposed, requireWithinLine } from './exposure.ts';
export { requirePapers } from './guarantees.ts';
export { fieldVisitRequired } from './investigation-rules.ts';
export { requireNoticeStood } from './notice.ts';
export {
  type LoanBook,
  type LoanPurpose,
  type PaymentDecision,
  type PaymentRuleSet,
  paymentMethodOf,
  paymentRuleSets,
  type SelfPaidDraw,
  suspectedSplitDraws,
} from './payment-rules.ts';
export { eraseWithLoans } from './personal-data.ts';
export { type PartiesOf, type RelatedParty, relatedParties } from './related-parties.ts';
export {
  advance,
  changeLoan,
  type LoanChanges,
  type LoanContext,
  loanObjects,
  onLoan,
  readyTo,
  recordStep,
} from './steps.ts';

/** The way of a loan from application to settlement, the bank core on the other side. */
export const loans: Module = {
  name: 'loans',
  factData,
  nouns: loanNouns,
  commands: [
    applyForLoan,
    applyRemotely,
    reviseLoan,
    offerGuarantee,
    removeGuarantee,
    receiveDocument,
    withdrawDocument,
    submitLoan,
    investigateLoan,
    revealFindings,
    answerFlag,
    reviewLoan,
    approveLoan,
    voteOnLoan,
    returnLoan,
    rejectLoan,
    withdrawLoan,
    fulfilCondition,
    reopenCondition,
    lapseApprovals,
    escalateDue,
    settleLoan,
    reopenLoan,
  ],
  reads: loanReads,
  jobs: [lapseApprovalsDaily, escalateDueDaily],
};
