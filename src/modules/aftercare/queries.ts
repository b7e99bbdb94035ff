import { sql } from 'kysely';
import {
  bind,
  from,
  is,
  many,
  type Noun,
  narrow,
  one,
  oneOf,
  param,
  type Row,
  refersTo,
  until,
} from '../../kernel/queries/noun.ts';
import { historyOf } from '../audit/index.ts';

const check: Noun = {
  type: 'LoanCheck',
  table: 'loan_check',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    visit: one('Visit', 'visit_id'),
    openedBy: one('Person', 'opened_by'),
    checkedBy: one('Person', 'checked_by'),
    cancelledBy: one('Person', 'cancelled_by'),
  },
  computed: { history: historyOf('LoanCheck') },
  filters: {
    loan: narrow(refersTo('loan_id', 'Loan', 'Of this loan. 贷款')),
    status: oneOf('status', 'LoanCheckStatus', 'In one of these states. 状态'),
    kind: oneOf('kind', 'LoanCheckKind', 'Of these kinds. 种类'),
    trigger: oneOf('trigger', 'LoanCheckTrigger', 'Asked for by one of these. 事由'),
    conclusion: oneOf('conclusion', 'LoanCheckConclusion', 'With one of these conclusions. 结论'),
    fundUse: oneOf('fund_use', 'FundUseFinding', 'With one of these findings. 资金用途'),
    checkedBy: refersTo('checked_by', 'Person', 'Made by this person. 检查人'),
    dueFrom: from('due_on', 'Date', 'Due on or after this day. 到期日自'),
    dueUntil: until('due_on', 'Date', 'Due before this day. 到期日至（不含）'),
  },
  orders: { DUE: { columns: ['due_on'] } },
};

const collectionCase: Noun = {
  type: 'CollectionCase',
  table: 'collection_case',
  permission: 'loan.read',
  scope: { via: 'loan' },
  edges: {
    loan: one('Loan', 'loan_id'),
    actions: many('CollectionAction', 'case_id'),
    promises: many('RepaymentPromise', 'case_id'),
  },
  computed: { history: historyOf('CollectionCase') },
  filters: {
    loan: narrow(refersTo('loan_id', 'Loan', 'Of this loan. 贷款')),
    status: oneOf('status', 'CollectionStatus', 'In one of these states. 状态'),
    stage: oneOf('stage', 'CollectionStage', 'At one of these stages. 阶段'),
    openedFrom: from('opened_on', 'Date', 'Opened on or after this day. 开案日自'),
    nextActionUntil: until(
      'next_action_on',
      'Date',
      'To be acted on before this day. 下次催收日早于',
    ),
    limitationUntil: until(
      'limitation_on',
      'Date',
      'Limitation ends before this day. 时效届满早于',
    ),
  },
  orders: { OPENED: { columns: ['opened_on'] } },
};

const action: Noun = {
  type: 'CollectionAction',
  table: 'collection_action',
  permission: 'loan.read',
  scope: { via: 'case' },
  edges: {
    case: one('CollectionCase', 'case_id'),
    takenBy: one('Person', 'taken_by'),
    visit: one('Visit', 'visit_id'),
  },
  filters: {
    case: narrow(refersTo('case_id', 'CollectionCase', 'In this case. 催收案件')),
    kind: oneOf('kind', 'CollectionActionKind', 'One of these kinds. 方式'),
    takenBy: refersTo('taken_by', 'Person', 'By this person. 催收人'),
    irregular: is('irregular', 'Boolean', 'Against the rules of contact, or not. 是否不合规'),
    takenFrom: from('taken_at', 'DateTime', 'From this instant on. 时间自'),
  },
  orders: {
    TAKEN: { columns: ['taken_at'] },
    NEWEST: { columns: ['taken_at'], descending: true },
  },
};

const today = bind(param((request) => request.today));

/** What the core booked for a promise: payments of its days, however late they became known. */
const repaidFen = (row: Row) => sql`(select coalesce(sum(f.amount_fen), 0)::bigint from loan_fact f
  where f.institution_id = ${row('institution_id')} and f.loan_id = ${row('loan_id')}
    and f.kind in ('REPAID', 'EARLY_REPAID', 'GUARANTEE_PAID', 'RECOVERED')
    and f.occurred_on between ${row('made_on')} and ${row('due_on')}
    and not exists (select from loan_fact back
      where back.institution_id = f.institution_id and back.reverses = f.id))`;

const promise: Noun = {
  type: 'RepaymentPromise',
  table: 'repayment_promise',
  permission: 'loan.read',
  scope: { via: 'case' },
  edges: {
    loan: one('Loan', 'loan_id'),
    case: one('CollectionCase', 'case_id'),
    action: one('CollectionAction', 'action_id'),
  },
  computed: {
    repaid: repaidFen,
    outcome: (row) => sql`case when ${repaidFen(row)} >= ${row('amount_fen')} then 'KEPT'
      when ${row('due_on')} < ${today}::date then 'BROKEN' else 'OPEN' end`,
  },
  filters: {
    loan: narrow(refersTo('loan_id', 'Loan', 'Of this loan. 贷款')),
    case: narrow(refersTo('case_id', 'CollectionCase', 'In this case. 催收案件')),
    dueFrom: from('due_on', 'Date', 'Due on or after this day. 承诺还款日自'),
    dueUntil: until('due_on', 'Date', 'Due before this day. 承诺还款日至（不含）'),
  },
  orders: { DUE: { columns: ['due_on'] } },
};

export const aftercareNouns = [check, collectionCase, action, promise];
