import { from, type Noun, narrow, one, oneOf, refersTo } from '../../kernel/queries/noun.ts';
import { historyOf } from '../audit/index.ts';

const ofLoan = narrow(refersTo('loan_id', 'Loan', 'Of this loan. 贷款'));

const classification: Noun = {
  type: 'LoanClassification',
  table: 'loan_classification',
  permission: 'loan.read',
  scope: { via: 'loan' },
  temporal: true,
  edges: { loan: one('Loan', 'loan_id') },
  filters: {
    loan: ofLoan,
    loanClass: oneOf('loan_class', 'LoanClass', 'In one of these classes. 五级分类'),
    since: from('valid_from', 'Date', 'In it since this day or later. 起始日不早于'),
  },
  orders: { VALID_FROM: { columns: ['valid_from'] } },
};

const ground: Noun = {
  type: 'LoanClassGround',
  table: 'loan_class_ground',
  permission: 'loan.read',
  scope: { via: 'loan' },
  temporal: true,
  edges: {
    loan: one('Loan', 'loan_id'),
    recordedBy: one('Person', 'recorded_by'),
    liftedBy: one('Person', 'lifted_by'),
  },
  filters: { loan: ofLoan },
};

const review: Noun = {
  type: 'LoanClassReview',
  table: 'loan_class_review',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    proposedBy: one('Person', 'proposed_by'),
    determinedBy: one('Person', 'determined_by'),
    closedBy: one('Person', 'closed_by'),
  },
  computed: { history: historyOf('LoanClassReview') },
  filters: {
    loan: ofLoan,
    status: oneOf('status', 'LoanClassReviewStatus', 'In one of these states. 状态'),
  },
};

export const classificationNouns = [classification, ground, review];
