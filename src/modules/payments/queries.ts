import {
  from,
  is,
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

export const paymentNouns = [disbursement];
