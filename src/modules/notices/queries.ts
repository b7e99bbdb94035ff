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
  type Sql,
  startsWith,
  until,
} from '../../kernel/queries/noun.ts';
import { historyOf } from '../audit/index.ts';

const notice: Noun = {
  type: 'Notice',
  table: 'notice',
  permission: 'notice.read',
  // What a notice says of a village is public; whom it lists is as visible as the customer.
  scope: 'institution',
  edges: {
    draftedBy: one('Person', 'drafted_by'),
    openedBy: one('Person', 'opened_by'),
    entries: many('NoticeEntry', 'notice_id'),
  },
  computed: { history: historyOf('Notice') },
  filters: {
    kind: oneOf('kind', 'NoticeKind', 'One of these kinds. 类别'),
    status: oneOf('status', 'NoticeStatus', 'In one of these states. 状态'),
    areaPrefix: startsWith('area_code', 'Villages whose code begins so. 区划代码前缀'),
    closesBefore: until('closes_on', 'Date', 'Closes before this day. 截止日早于'),
  },
  orders: { AREA: { columns: ['area_code'] } },
};

const named = (row: Row): Sql => {
  const today = sql`${bind(param((request) => request.today))}::date`;
  return sql`may_be_named(${row('institution_id')}, ${row('customer_id')}, ${today})`;
};

const entry: Noun = {
  type: 'NoticeEntry',
  table: 'notice_entry',
  permission: 'notice.read',
  scope: { via: 'customer' },
  computed: { named },
  edges: {
    notice: one('Notice', 'notice_id'),
    customer: one('Customer', 'customer_id'),
    rating: one('Rating', 'rating_id'),
    loan: one('Loan', 'loan_id'),
    objections: many('NoticeObjection', 'notice_entry_id'),
  },
  filters: {
    notice: narrow(refersTo('notice_id', 'Notice', 'On this notice. 公示')),
    customer: narrow(refersTo('customer_id', 'Customer', 'Of this customer. 客户')),
    status: oneOf('status', 'NoticeEntryStatus', 'In one of these states. 状态'),
  },
  orders: { STATUS: { columns: ['status'] } },
};

const objection: Noun = {
  type: 'NoticeObjection',
  table: 'notice_objection',
  permission: 'notice.read',
  scope: { via: 'entry' },
  edges: {
    entry: one('NoticeEntry', 'notice_entry_id'),
    recordedBy: one('Person', 'recorded_by'),
    decidedBy: one('Person', 'decided_by'),
  },
  filters: {
    entry: narrow(refersTo('notice_entry_id', 'NoticeEntry', 'To this entry. 公示对象')),
    status: oneOf('status', 'NoticeObjectionStatus', 'In one of these states. 状态'),
    receipt: is('receipt', 'String', 'With this receipt. 回执号'),
    receivedFrom: from('received_on', 'Date', 'Received on or after this day. 收到日自'),
  },
  orders: { RECEIVED: { columns: ['received_on'] } },
};

export const noticeNouns = [notice, entry, objection];
