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
import { historyOf } from '../audit/index.ts';
import { applicationNouns } from './application-queries.ts';
import { decisionNouns } from './decision-queries.ts';

const loan: Noun = {
  type: 'Loan',
  table: 'loan',
  permission: 'loan.read',
  scope: { via: 'customer' },
  edges: {
    customer: one('Customer', 'customer_id'),
    rating: one('Rating', 'rating_id'),
    productEdition: one('LoanProduct', 'product_id'),
    primeRate: one('PrimeRate', 'prime_rate_id'),
    createdBy: one('Person', 'created_by'),
    firstInvestigator: one('Person', 'first_investigator_id'),
    secondInvestigator: one('Person', 'second_investigator_id'),
    reviewer: one('Person', 'reviewer_id'),
    approver: one('Person', 'approver_id'),
    disburser: one('Person', 'disburser_id'),
    steps: many('LoanStep', 'loan_id'),
    guarantees: many('LoanGuarantee', 'loan_id'),
    documents: many('LoanDocument', 'loan_id'),
    flags: many('LoanFlag', 'loan_id'),
    deliberations: many('LoanDeliberation', 'loan_id'),
    conditions: many('LoanCondition', 'loan_id'),
    escalations: many('LoanEscalation', 'loan_id'),
    investigations: many('LoanInvestigation', 'loan_id'),
    instalments: many('LoanInstalment', 'loan_id'),
    facts: many('LoanFact', 'loan_id'),
    standings: many('LoanStanding', 'loan_id'),
    disclosures: many('CostDisclosure', 'loan_id'),
    signatures: many('LoanSignature', 'loan_id'),
    disbursements: many('Disbursement', 'loan_id'),
    checks: many('LoanCheck', 'loan_id'),
    collectionCases: many('CollectionCase', 'loan_id'),
    changes: many('LoanChange', 'loan_id'),
    managers: many('LoanManager', 'loan_id'),
    liabilities: many('LoanLiability', 'loan_id'),
  },
  computed: { history: historyOf('Loan') },
  filters: {
    code: is('code', 'String', 'Exactly this number. 贷款编号'),
    customer: narrow(refersTo('customer_id', 'Customer', 'Of this customer. 客户')),
    status: oneOf('status', 'LoanStatus', 'In one of these states. 状态'),
    product: is('product', 'String', 'Of this product. 产品'),
    channel: oneOf('channel', 'LoanChannel', 'Through one of these channels. 申请渠道'),
    guaranteeKind: oneOf('guarantee_kind', 'LoanGuaranteeKind', 'Secured so. 担保方式'),
    loanClass: oneOf('loan_class', 'LoanClass', 'In one of these classes. 五级分类'),
    overdueAtLeast: from('overdue_days', 'Int', 'At least this many days overdue. 逾期天数不少于'),
    appliedFrom: from('applied_on', 'Date', 'Applied for on or after this day. 申请日自'),
    appliedUntil: until('applied_on', 'Date', 'Applied for before this day. 申请日至（不含）'),
    disbursedFrom: from('disbursed_on', 'Date', 'Paid out on or after this day. 放款日自'),
    disbursedUntil: until('disbursed_on', 'Date', 'Paid out before this day. 放款日至（不含）'),
    stepDueUntil: until('step_due_on', 'Date', 'Present step due before this day. 办理期限早于'),
    dueUntil: until('next_due_on', 'Date', 'Next due before this day. 下一还款日早于'),
  },
  orders: {
    CODE: { columns: ['code'], unique: true },
    NEWEST: { columns: ['applied_on'], descending: true },
    MOST_OVERDUE: { columns: ['overdue_days'], descending: true },
    LARGEST: { columns: ['amount_fen'], descending: true },
  },
};

const step: Noun = {
  type: 'LoanStep',
  table: 'loan_step',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: { loan: one('Loan', 'loan_id'), person: one('Person', 'person_id') },
  filters: { person: refersTo('person_id', 'Person', 'Taken by this person. 经办人') },
  orders: { NUMBER: { columns: ['number'] } },
};

const investigation: Noun = {
  type: 'LoanInvestigation',
  table: 'loan_investigation',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    investigator: one('Person', 'investigator_id'),
    form: one('LoanProduct', 'form_id'),
  },
};

export const loanNouns = [loan, step, investigation, ...applicationNouns, ...decisionNouns];
