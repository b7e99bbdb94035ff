import { from, is, many, type Noun, one, oneOf, until } from '../../kernel/queries/noun.ts';

const instalment: Noun = {
  type: 'LoanInstalment',
  table: 'loan_instalment',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: { loan: one('Loan', 'loan_id') },
  filters: {
    dueFrom: from('due_on', 'Date', 'Due on or after this day. 应还日自'),
    dueUntil: until('due_on', 'Date', 'Due before this day. 应还日至（不含）'),
  },
  orders: { NUMBER: { columns: ['number'] }, DUE: { columns: ['due_on'] } },
};

const fact: Noun = {
  type: 'LoanFact',
  table: 'loan_fact',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    reverses: one('LoanFact', 'reverses'),
    reportedBy: one('Person', 'reported_by'),
  },
  filters: { reference: is('reference', 'String', 'Of this reference of the core. 核心流水号') },
};

const standing: Noun = {
  type: 'LoanStanding',
  table: 'loan_standing',
  permission: 'loan.read',
  scope: { via: 'loan' },
  temporal: true,
  edges: { loan: one('Loan', 'loan_id') },
};

const batch: Noun = {
  type: 'RepaymentBatch',
  table: 'repayment_batch',
  permission: 'repayment-batch.read',
  scope: 'institution',
  edges: {
    receivedBy: one('Person', 'received_by'),
    decidedBy: one('Person', 'decided_by'),
    rows: many('RepaymentRow', 'batch_id'),
  },
  filters: { status: oneOf('status', 'RepaymentBatchStatus', 'In one of these states. 状态') },
  orders: { NEWEST: { columns: ['received_on'], descending: true } },
};

const batchRow: Noun = {
  type: 'RepaymentRow',
  table: 'repayment_batch_row',
  permission: 'repayment-batch.read',
  scope: 'institution',
  edges: { batch: one('RepaymentBatch', 'batch_id'), loan: one('Loan', 'loan_id') },
  filters: { state: oneOf('state', 'RepaymentRowState', 'In one of these states. 状态') },
  orders: { NUMBER: { columns: ['number'] } },
};

export const servicingNouns = [instalment, fact, standing, batch, batchRow];
