import { from, many, type Noun, one, oneOf, until } from '../../kernel/queries/noun.ts';

const dayEnd: Noun = {
  type: 'DayEnd',
  table: 'day_end',
  permission: 'day-end.read',
  scope: 'institution',
  edges: {
    steps: many('DayEndStep', 'day_end_id'),
    exceptions: many('DayEndException', 'day_end_id'),
  },
  filters: {
    status: oneOf('status', 'DayEndStatus', 'In one of these states. 状态'),
    closesFrom: from('closes', 'Date', 'Of this day or later. 营业日自'),
    closesUntil: until('closes', 'Date', 'Of a day before. 营业日至（不含）'),
  },
  orders: { NEWEST: { columns: ['closes'], descending: true, unique: true } },
};

const step: Noun = {
  type: 'DayEndStep',
  table: 'day_end_step',
  permission: 'day-end.read',
  scope: 'institution',
  edges: { dayEnd: one('DayEnd', 'day_end_id') },
  orders: { NUMBER: { columns: ['number'] } },
};

const exception: Noun = {
  type: 'DayEndException',
  table: 'day_end_exception',
  permission: 'day-end.read',
  scope: 'institution',
  edges: { dayEnd: one('DayEnd', 'day_end_id'), loan: one('Loan', 'loan_id') },
  orders: { NEWEST: { columns: ['found_at'], descending: true } },
};

const provision: Noun = {
  type: 'ProvisionFigure',
  table: 'provision_figure',
  permission: 'provision.read',
  scope: 'institution',
  filters: {
    product: oneOf('product', 'String', 'Of one of these products. 产品'),
    loanClass: oneOf('loan_class', 'LoanClass', 'In one of these classes. 五级分类'),
    from: from('business_date', 'Date', 'Of this day or later. 营业日自'),
    until: until('business_date', 'Date', 'Of a day before. 营业日至（不含）'),
  },
  orders: { NEWEST: { columns: ['business_date'], descending: true } },
};

export const dayEndNouns = [dayEnd, step, exception, provision];
