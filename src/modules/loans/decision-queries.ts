/** What deciding a loan leaves behind: deliberations, votes, conditions, late steps. */

import { is, many, type Noun, narrow, one, oneOf, refersTo } from '../../kernel/queries/noun.ts';

const deliberation: Noun = {
  type: 'LoanDeliberation',
  table: 'loan_deliberation',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    matrix: one('AuthorityMatrix', 'matrix_id'),
    votes: many('LoanVote', 'deliberation_id'),
  },
  filters: {
    loan: narrow(refersTo('loan_id', 'Loan', 'On this loan. 贷款')),
    status: oneOf('status', 'LoanDeliberationStatus', 'In one of these states. 状态'),
  },
  orders: { OPENED: { columns: ['opened_at'] } },
};

const vote: Noun = {
  type: 'LoanVote',
  table: 'loan_vote',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    deliberation: one('LoanDeliberation', 'deliberation_id'),
    person: one('Person', 'person_id'),
    seatOf: one('Person', 'seat_of'),
    delegation: one('AuthorityDelegation', 'delegation_id'),
  },
  filters: { person: narrow(refersTo('person_id', 'Person', 'By this person. 表决人')) },
};

const condition: Noun = {
  type: 'LoanCondition',
  table: 'loan_condition',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    vote: one('LoanVote', 'vote_id'),
    fulfilledBy: one('Person', 'fulfilled_by'),
  },
  filters: { loan: narrow(refersTo('loan_id', 'Loan', 'Of this loan. 贷款')) },
};

const escalation: Noun = {
  type: 'LoanEscalation',
  table: 'loan_escalation',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: { loan: one('Loan', 'loan_id') },
  filters: {
    loan: narrow(refersTo('loan_id', 'Loan', 'Of this loan. 贷款')),
    toRole: is('to_role', 'String', 'Told to this role. 督办岗位'),
    status: oneOf('status', 'LoanEscalationStatus', 'In one of these states. 状态'),
  },
  orders: { NEWEST: { columns: ['escalated_on'], descending: true } },
};

export const decisionNouns = [deliberation, vote, condition, escalation];
