/** What is decided about changes of loans: votes, and levels that are late. */
import { is, many, type Noun, narrow, one, oneOf, refersTo } from '../../kernel/queries/noun.ts';

const ofChange = narrow(refersTo('change_id', 'LoanChange', 'Of this change. 贷款变更'));

const deliberation: Noun = {
  type: 'LoanChangeDeliberation',
  table: 'loan_change_deliberation',
  permission: 'loan.read',
  scope: { via: 'change' },
  edges: {
    change: one('LoanChange', 'change_id'),
    matrix: one('AuthorityMatrix', 'matrix_id'),
    votes: many('LoanChangeVote', 'deliberation_id'),
  },
  filters: {
    change: ofChange,
    status: oneOf('status', 'LoanChangeDeliberationStatus', 'In one of these states. 状态'),
  },
  orders: { OPENED: { columns: ['opened_at'] } },
};

const vote: Noun = {
  type: 'LoanChangeVote',
  table: 'loan_change_vote',
  permission: 'loan.read',
  scope: { via: 'change' },
  edges: {
    change: one('LoanChange', 'change_id'),
    deliberation: one('LoanChangeDeliberation', 'deliberation_id'),
    person: one('Person', 'person_id'),
    seatOf: one('Person', 'seat_of'),
    delegation: one('AuthorityDelegation', 'delegation_id'),
  },
  filters: { person: narrow(refersTo('person_id', 'Person', 'By this person. 表决人')) },
};

const escalation: Noun = {
  type: 'LoanChangeEscalation',
  table: 'loan_change_escalation',
  permission: 'loan.read',
  scope: { via: 'change' },
  edges: { change: one('LoanChange', 'change_id') },
  filters: {
    change: ofChange,
    toRole: is('to_role', 'String', 'Told to this role. 督办岗位'),
    status: oneOf('status', 'LoanEscalationStatus', 'In one of these states. 状态'),
  },
  orders: { NEWEST: { columns: ['escalated_on'], descending: true } },
};

export const changeDecisionNouns = [deliberation, vote, escalation];
