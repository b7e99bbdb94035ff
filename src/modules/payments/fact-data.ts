import {
  CoreMismatchKind,
  CoreMismatchResolution,
  CoreReportKind,
  LoanDayCount,
  LoanPaymentMethod,
  LoanRepaymentMethod,
  LoanStatus,
} from '../../generated/enums.ts';
import {
  count,
  day,
  decimal,
  type FactData,
  oneOf,
  word,
  words,
  yuan,
} from '../../kernel/journal/fact-data.ts';

const step = { from: oneOf(LoanStatus), to: oneOf(LoanStatus) };
/** All the core needs to pay it out. */
const instructed = {
  instruction: word,
  amount: yuan,
  currency: word,
  paymentMethod: oneOf(LoanPaymentMethod),
  payeeReference: word.optional(),
  accountReference: word.optional(),
  product: word,
  termMonths: count,
  annualRate: decimal,
  repaymentMethod: oneOf(LoanRepaymentMethod),
  dayCount: oneOf(LoanDayCount),
};

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'core-mismatch.settled': {
    kind: oneOf(CoreMismatchKind),
    resolution: oneOf(CoreMismatchResolution),
  },
  'core-reconciliation.made': {
    businessDate: day,
    count,
    total: yuan,
    matched: count,
    madeUp: count,
    mismatches: count,
  },
  'core-report.applied': { amount: yuan, kind: oneOf(CoreReportKind), reference: word },
  'core-report.held': { amount: yuan, kind: oneOf(CoreReportKind), reference: word },
  'core-report.mismatched': { amount: yuan, kind: oneOf(CoreReportKind), reference: word },
  'core-report.repeated': { kind: oneOf(CoreReportKind), reference: word },
  'disbursement.silence-looked-for': { asked: count },
  'loan.disbursement-asked': { askedTimes: count, ...instructed },
  'loan.disbursement-confirmed': {
    ...step,
    instruction: word.nullish(),
    reference: word,
    amount: yuan,
    disbursedOn: day,
    instalments: count.optional(),
  },
  'loan.disbursement-instructed': { ...step, ...instructed },
  'loan.disbursement-refused': { instruction: word.nullish(), reference: word, amount: yuan },
  'loan.disbursement-unknown': { instruction: word },
  'loan.drawing-cancelled': { ...step, instruction: word },
  'loan.drawing-checked': { ...step, instruction: word, checks: words },
  'loan.drawing-requested': {
    ...step,
    instruction: word,
    amount: yuan,
    paymentMethod: oneOf(LoanPaymentMethod),
    paymentRule: word,
    splitWith: words,
  },
  'loan.repayment-set-aside': { reference: word, amount: yuan, paidOn: day, kind: word },
};
