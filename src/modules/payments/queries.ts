import {
  from,
  is,
  many,
  type Noun,
  narrow,
  one,
  oneOf,
  refersTo,
  until,
} from '../../kernel/queries/noun.ts';

const disbursement: Noun = {
  type: 'Disbursement',
  table: 'disbursement',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    requestedBy: one('Person', 'requested_by'),
    checkedBy: one('Person', 'checked_by'),
    disburser: one('Person', 'disburser_id'),
  },
  filters: {
    loan: narrow(refersTo('loan_id', 'Loan', 'Of this loan. 贷款')),
    instruction: is('instruction', 'String', 'Exactly this instruction. 放款指令号'),
    status: oneOf('status', 'DisbursementStatus', 'In one of these states. 状态'),
    answeredFrom: from('answered_on', 'Date', 'Answered on or after this day. 回执日自'),
    answeredUntil: until('answered_on', 'Date', 'Answered before this day. 回执日至（不含）'),
  },
  orders: { NUMBER: { columns: ['number'] } },
};

const report: Noun = {
  type: 'CoreReport',
  table: 'core_report',
  permission: 'core-report.read',
  scope: 'institution',
  edges: { loan: one('Loan', 'loan_id'), receivedBy: one('Person', 'received_by') },
  filters: {
    status: oneOf('status', 'CoreReportStatus', 'In one of these states. 状态'),
    loan: narrow(refersTo('loan_id', 'Loan', 'Of this loan. 贷款')),
  },
  orders: { RECEIVED: { columns: ['received_at'] } },
};

const mismatch: Noun = {
  type: 'CoreMismatch',
  table: 'core_mismatch',
  permission: 'core-report.read',
  scope: 'institution',
  edges: {
    report: one('CoreReport', 'report_id'),
    reconciliation: one('CoreReconciliation', 'reconciliation_id'),
    loan: one('Loan', 'loan_id'),
    settledBy: one('Person', 'settled_by'),
  },
  filters: {
    status: oneOf('status', 'CoreMismatchStatus', 'In one of these states. 状态'),
    loan: narrow(refersTo('loan_id', 'Loan', 'Of this loan. 贷款')),
  },
  orders: { FOUND: { columns: ['found_on'] } },
};

const reconciliation: Noun = {
  type: 'CoreReconciliation',
  table: 'core_reconciliation',
  permission: 'core-report.read',
  scope: 'institution',
  edges: {
    madeBy: one('Person', 'made_by'),
    mismatches: many('CoreMismatch', 'reconciliation_id'),
  },
  orders: { DAY: { columns: ['business_date', 'number'], unique: true } },
};

export const paymentNouns = [disbursement, report, mismatch, reconciliation];
