import { type Noun, one } from '../../kernel/queries/noun.ts';

const disclosure: Noun = {
  type: 'CostDisclosure',
  table: 'cost_disclosure',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: { loan: one('Loan', 'loan_id'), shownBy: one('Person', 'shown_by') },
  orders: { NUMBER: { columns: ['number'] } },
};

const signature: Noun = {
  type: 'LoanSignature',
  table: 'loan_signature',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    guarantee: one('LoanGuarantee', 'guarantee_id'),
    witnessedBy: one('Person', 'witnessed_by'),
  },
};

export const contractNouns = [disclosure, signature];
