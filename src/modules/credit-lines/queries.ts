import {
  from,
  many,
  type Noun,
  narrow,
  one,
  oneOf,
  refersTo,
  until,
} from '../../kernel/queries/noun.ts';
import { historyOf } from '../audit/index.ts';

const line: Noun = {
  type: 'CreditLine',
  table: 'credit_line',
  permission: 'credit-line.read',
  scope: { via: 'customer' },
  temporal: true,
  edges: {
    customer: one('Customer', 'customer_id'),
    rating: one('Rating', 'rating_id'),
    noticeEntry: one('NoticeEntry', 'notice_entry_id'),
    grantedBy: one('Person', 'granted_by'),
    states: many('CreditLineState', 'credit_line_id'),
  },
  computed: { history: historyOf('CreditLine') },
  filters: {
    customer: narrow(refersTo('customer_id', 'Customer', 'Of this customer. 客户')),
    status: oneOf('status', 'CreditLineStatus', 'In one of these states. 状态'),
    grade: oneOf('grade', 'String', 'One of these grades. 等级'),
    reviewDueBefore: until('review_due_on', 'Date', 'Review due before this day. 年审截止日早于'),
    expiresBefore: until('valid_to', 'Date', 'Over before this day. 终止日早于'),
  },
  orders: { REVIEW_DUE: { columns: ['review_due_on'] } },
};

const state: Noun = {
  type: 'CreditLineState',
  table: 'credit_line_state',
  permission: 'credit-line.read',
  scope: { via: 'creditLine' },
  temporal: true,
  edges: {
    creditLine: one('CreditLine', 'credit_line_id'),
    rating: one('Rating', 'rating_id'),
    setBy: one('Person', 'set_by'),
  },
  filters: {
    creditLine: narrow(refersTo('credit_line_id', 'CreditLine', 'Of this line. 授信额度')),
    cause: oneOf('cause', 'CreditLineCause', 'For one of these reasons. 变动原因'),
    since: from('valid_from', 'Date', 'Since this day or later. 起始日不早于'),
  },
  orders: { VALID_FROM: { columns: ['valid_from'] } },
};

export const creditLineNouns = [line, state];
