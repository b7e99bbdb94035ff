import { sql } from 'kysely';
import {
  from,
  is,
  type Noun,
  narrow,
  one,
  oneOf,
  type Row,
  refersTo,
  startsWith,
  until,
} from '../../kernel/queries/noun.ts';

const PERMISSION = 'ledger.read';
const ofCustomer = { via: 'customer' } as const;
const customer = one('Customer', 'customer_id');
const byCustomer = narrow(refersTo('customer_id', 'Customer', 'Of this customer. 客户'));
const noted = (row: Row) => sql`(${row('note_cipher')} is not null)`;

const visit: Noun = {
  type: 'Visit',
  table: 'visit',
  permission: PERMISSION,
  scope: ofCustomer,
  edges: {
    customer,
    corrects: one('Visit', 'corrects_id'),
    visitor: one('Person', 'visitor_id'),
    secondVisitor: one('Person', 'second_visitor_id'),
    recordedBy: one('Person', 'recorded_by'),
  },
  computed: { noted },
  filters: {
    customer: byCustomer,
    visitor: refersTo('visitor_id', 'Person', 'By this visitor. 走访人'),
    farAway: is('far_away', 'Boolean', 'Stamped further away than the rules let pass. 是否偏离'),
    from: from('visited_at', 'DateTime', 'From this instant on. 起始时间'),
    until: until('visited_at', 'DateTime', 'Before this instant. 截止时间（不含）'),
  },
  orders: {
    VISITED: { columns: ['visited_at'] },
    NEWEST: { columns: ['visited_at'], descending: true },
  },
};

const followUp: Noun = {
  type: 'FollowUp',
  table: 'follow_up',
  permission: PERMISSION,
  scope: ofCustomer,
  edges: {
    customer,
    visit: one('Visit', 'visit_id'),
    assignee: one('Person', 'assignee_id'),
    openedBy: one('Person', 'opened_by'),
    closedBy: one('Person', 'closed_by'),
  },
  filters: {
    customer: byCustomer,
    assignee: refersTo('assignee_id', 'Person', 'To be seen to by this person. 责任人'),
    status: oneOf('status', 'FollowUpStatus', 'One of these states. 状态'),
    dueBefore: until('due_on', 'Date', 'Due before this day. 到期日早于'),
  },
  orders: { DUE: { columns: ['due_on'] } },
};

const outworker: Noun = {
  type: 'Outworker',
  table: 'outworker',
  permission: PERMISSION,
  scope: ofCustomer,
  edges: {
    customer,
    member: one('Member', 'member_id'),
    recordedBy: one('Person', 'recorded_by'),
  },
  filters: {
    customer: byCustomer,
    areaPrefix: startsWith('area_code', 'Places whose codes begin so. 务工地代码前缀'),
    occupation: oneOf('occupation', 'OutworkOccupation', 'One of these. 行业'),
    returnBefore: until('return_on', 'Date', 'Expected back before this day. 预计返乡早于'),
  },
};

const coreHousehold: Noun = {
  type: 'CoreHousehold',
  table: 'core_household',
  permission: PERMISSION,
  scope: ofCustomer,
  temporal: true,
  edges: { customer, markedBy: one('Person', 'marked_by') },
  filters: {
    customer: byCustomer,
    reason: oneOf('reason', 'CoreReason', 'One of these reasons. 类别'),
  },
};

const screeningRecord: Noun = {
  type: 'ScreeningRecord',
  table: 'screening_record',
  permission: PERMISSION,
  scope: ofCustomer,
  edges: { customer, listedBy: one('Person', 'listed_by') },
  computed: { noted },
  filters: {
    customer: byCustomer,
    list: oneOf('list', 'ScreeningList', 'One of these lists. 名单'),
    stage: oneOf('stage', 'ScreeningStage', 'One of these stages. 环节'),
    from: from('listed_at', 'DateTime', 'From this instant on. 起始时间'),
  },
  orders: {
    LISTED: { columns: ['listed_at'] },
    NEWEST: { columns: ['listed_at'], descending: true },
  },
};

export const ledgerNouns = [visit, followUp, outworker, coreHousehold, screeningRecord];
