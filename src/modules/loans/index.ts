import type { Module } from '../../kernel/module.ts';
import { applyForLoan } from './commands/apply.ts';
import {
  approveLoan,
  rejectLoan,
  returnLoan,
  reviewLoan,
  withdrawLoan,
} from './commands/decide.ts';
import { confirmDisbursement, instructDisbursement } from './commands/disburse.ts';
import { investigateLoan } from './commands/investigate.ts';
import { settleLoan } from './commands/settle.ts';
import { reviseLoan, submitLoan } from './commands/submit.ts';
import './contracts.ts';
import './credit-total.ts';
import './errors.ts';
import './personal-data.ts';
import './open-work.ts';
import { loanNouns } from './queries.ts';
import { loanReads } from './reads.ts';
import './screening-grounds.ts';

export { fieldVisitRequired } from './investigation-rules.ts';
export { type PaymentDecision, paymentMethodOf, paymentRuleSets } from './payment-rules.ts';
export { type LoanProduct, loanProducts, productOn } from './products.ts';

/** The way of a loan from application to settlement, the bank core on the other side. */
export const loans: Module = {
  name: 'loans',
  nouns: loanNouns,
  commands: [
    applyForLoan,
    reviseLoan,
    submitLoan,
    investigateLoan,
    reviewLoan,
    approveLoan,
    returnLoan,
    rejectLoan,
    withdrawLoan,
    instructDisbursement,
    confirmDisbursement,
    settleLoan,
  ],
  reads: loanReads,
};
