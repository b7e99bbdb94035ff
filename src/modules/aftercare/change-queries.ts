import { from, many, type Noun, narrow, one, oneOf, refersTo } from '../../kernel/queries/noun.ts';
import { historyOf } from '../audit/index.ts';

const ofLoan = narrow(refersTo('loan_id', 'Loan', 'Of this loan. 贷款'));
const ofPerson = refersTo('person_id', 'Person', 'This person. 责任人');

const change: Noun = {
  type: 'LoanChange',
  table: 'loan_change',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    proposedBy: one('Person', 'proposed_by'),
    decidedBy: one('Person', 'decided_by'),
    consents: many('LoanChangeConsent', 'change_id'),
    deliberations: many('LoanChangeDeliberation', 'change_id'),
    escalations: many('LoanChangeEscalation', 'change_id'),
  },
  computed: { history: historyOf('LoanChange') },
  filters: {
    loan: ofLoan,
    kind: oneOf('kind', 'LoanChangeKind', 'Of these kinds. 种类'),
    status: oneOf('status', 'LoanChangeStatus', 'In one of these states. 状态'),
    proposedFrom: from('proposed_on', 'Date', 'Proposed on or after this day. 申请日自'),
  },
  orders: { PROPOSED: { columns: ['proposed_on'] } },
};

const consent: Noun = {
  type: 'LoanChangeConsent',
  table: 'loan_change_consent',
  permission: 'loan.read',
  scope: { via: 'change' },
  edges: {
    change: one('LoanChange', 'change_id'),
    guarantor: one('Customer', 'guarantor_id'),
    recordedBy: one('Person', 'recorded_by'),
  },
  filters: {
    change: narrow(refersTo('change_id', 'LoanChange', 'To this change. 贷款变更')),
  },
};

const decree: Noun = {
  type: 'ReliefDecree',
  table: 'relief_decree',
  permission: 'loan.read',
  scope: 'institution',
  edges: {
    registeredBy: one('Person', 'registered_by'),
    endedBy: one('Person', 'ended_by'),
    loans: many('ReliefLoan', 'decree_id'),
  },
  computed: { history: historyOf('ReliefDecree') },
  filters: {
    status: oneOf('status', 'ReliefStatus', 'In one of these states. 状态'),
    pausedFrom: from('paused_from', 'Date', 'Paused from this day on or later. 暂停起始日自'),
  },
  orders: { PAUSED: { columns: ['paused_from'] } },
};

const relieved: Noun = {
  type: 'ReliefLoan',
  table: 'relief_loan',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: { decree: one('ReliefDecree', 'decree_id'), loan: one('Loan', 'loan_id') },
};

const manager: Noun = {
  type: 'LoanManager',
  table: 'loan_manager',
  permission: 'loan.read',
  scope: { via: 'loan' },
  temporal: true,
  edges: {
    loan: one('Loan', 'loan_id'),
    person: one('Person', 'person_id'),
    assignedBy: one('Person', 'assigned_by'),
  },
  filters: { loan: ofLoan, person: ofPerson },
};

const liability: Noun = {
  type: 'LoanLiability',
  table: 'loan_liability',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    person: one('Person', 'person_id'),
    foundBy: one('Person', 'found_by'),
  },
  filters: {
    loan: ofLoan,
    person: ofPerson,
    degree: oneOf('degree', 'LiabilityDegree', 'One of these degrees. 责任程度'),
    foundFrom: from('found_on', 'Date', 'Found on or after this day. 认定日自'),
  },
  orders: { FOUND: { columns: ['found_on'] } },
};

export const changeNouns = [change, consent, decree, relieved, manager, liability];
