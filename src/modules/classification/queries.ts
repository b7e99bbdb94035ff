import {
  from,
  type Noun,
  type NounExtension,
  narrow,
  one,
  oneOf,
  refersTo,
  until,
} from '../../kernel/queries/noun.ts';
import { historyOf } from '../audit/index.ts';
import { confirmedOnSql } from './confirmed.ts';

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

const round: Noun = {
  type: 'LoanClassRound',
  table: 'loan_class_round',
  permission: 'loan.read',
  scope: { column: 'area_code' },
  edges: {
    proposedBy: one('Person', 'proposed_by'),
    determinedBy: one('Person', 'determined_by'),
    closedBy: one('Person', 'closed_by'),
  },
  filters: {
    status: oneOf('status', 'LoanClassReviewStatus', 'In one of these states. 状态'),
    asOfFrom: from('as_of', 'Date', 'Of this day or later. 基准日自'),
    asOfUntil: until('as_of', 'Date', 'Of a day before. 基准日至（不含）'),
  },
  orders: { NEWEST: { columns: ['as_of'], descending: true } },
};

export const classificationNouns = [classification, ground, review, round];

/** What other rooms' nouns learn from here. */
export const classificationExtensions: readonly NounExtension[] = [
  { type: 'Loan', computed: { classConfirmedOn: confirmedOnSql } },
];
