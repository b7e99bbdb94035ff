import { sql } from 'kysely';
import { type Noun, one, oneOf, through } from '../../kernel/queries/noun.ts';

const guarantee: Noun = {
  type: 'LoanGuarantee',
  table: 'loan_guarantee',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    guarantor: one('Customer', 'guarantor_id'),
    offeredBy: one('Person', 'offered_by'),
    removedBy: one('Person', 'removed_by'),
  },
  filters: {
    status: oneOf('status', 'LoanGuaranteeStatus', 'In one of these states. 状态'),
  },
};

const document: Noun = {
  type: 'LoanDocument',
  table: 'loan_document',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    receivedBy: one('Person', 'received_by'),
    withdrawnBy: one('Person', 'withdrawn_by'),
  },
  filters: {
    kind: oneOf('kind', 'LoanDocumentKind', 'Of these kinds. 种类'),
  },
};

const flag: Noun = {
  type: 'LoanFlag',
  table: 'loan_flag',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    answeredBy: one('Person', 'answered_by'),
    others: through('Loan', (row, loan) => sql`${loan('id')} = any(${row('others')})`),
  },
  filters: {
    kind: oneOf('kind', 'LoanFlagKind', 'Of these kinds. 类型'),
  },
  orders: { RAISED: { columns: ['raised_at'] } },
};

export const applicationNouns = [guarantee, document, flag];
