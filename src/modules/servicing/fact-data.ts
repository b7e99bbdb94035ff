import {
  LoanClass,
  LoanFactKind,
  LoanRecomputation,
  RepaymentBatchSource,
  RepaymentBatchStatus,
} from '../../generated/enums.ts';
import {
  count,
  day,
  decimal,
  type FactData,
  flag,
  oneOf,
  word,
  yuan,
} from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'loan.fact-reversed': {
    kind: oneOf(LoanFactKind),
    reference: word,
    occurredOn: day,
    outstanding: yuan,
  },
  'loan.penalty-charged': { reference: word, occurredOn: day, outstanding: yuan, amount: yuan },
  'loan.rate-changed': {
    reference: word,
    occurredOn: day,
    outstanding: yuan.optional(),
    annualRate: decimal,
  },
  'loan.rates-followed': { repriced: count, setAside: count },
  'loan.repaid': {
    outstandingPrincipal: yuan,
    overdueDays: count,
    loanClass: oneOf(LoanClass).nullish(),
    reference: word,
    amount: yuan,
    paidOn: day,
    recomputation: oneOf(LoanRecomputation).optional(),
  },
  'loan.repayment-held': {
    reference: word,
    amount: yuan,
    paidOn: day,
    recomputation: oneOf(LoanRecomputation).optional(),
  },
  'loan.report-repeated': {
    kind: oneOf(LoanFactKind).optional(),
    reference: word.optional(),
    instruction: word.optional(),
  },
  'loan.repricing-set-aside': {},
  'loan.standings-laid-out': { loans: count },
  'loan.subsidy-received': { reference: word, occurredOn: day, outstanding: yuan, amount: yuan },
  'repayment-batch.decided': { takeRest: flag, faulty: count },
  'repayment-batch.posted': {
    rows: count,
    REFUSED: count.optional(),
    KNOWN: count.optional(),
    HELD: count.optional(),
    TAKEN: count.optional(),
  },
  'repayment-batch.received': {
    total: yuan,
    source: oneOf(RepaymentBatchSource),
    rows: count,
    faulty: count,
    status: oneOf(RepaymentBatchStatus),
  },
};
