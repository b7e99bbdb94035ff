import {
  is,
  many,
  type Noun,
  narrow,
  one,
  oneOf,
  refersTo,
  startsWith,
  until,
} from '../../kernel/queries/noun.ts';
import { historyOf } from '../audit/index.ts';

const criteria: Noun = {
  type: 'CreditCriteria',
  table: 'credit_criteria',
  permission: 'credit-area.read',
  scope: 'institution',
  temporal: true,
  edges: { setBy: one('Person', 'set_by') },
};

const creditArea: Noun = {
  type: 'CreditArea',
  table: 'credit_area',
  permission: 'credit-area.read',
  scope: { column: 'territory_code' },
  edges: {
    customer: one('Customer', 'customer_id'),
    appliedBy: one('Person', 'applied_by'),
    leadInspector: one('Person', 'lead_inspector_id'),
    secondInspector: one('Person', 'second_inspector_id'),
    decidedBy: one('Person', 'decided_by'),
    endedBy: one('Person', 'ended_by'),
    checks: many('CreditCheck', 'credit_area_id'),
    inspections: many('CreditInspection', 'credit_area_id'),
  },
  computed: { history: historyOf('CreditArea') },
  filters: {
    level: oneOf('level', 'CreditLevel', 'Of these levels. 层级'),
    status: oneOf('status', 'CreditAreaStatus', 'In one of these states. 状态'),
    areaCode: is('area_code', 'String', 'Of exactly this area. 区划代码'),
    areaPrefix: startsWith('area_code', 'Of areas whose code begins so. 区划代码前缀'),
    customer: narrow(refersTo('customer_id', 'Customer', 'Of this household. 农户')),
    validUntil: until('valid_to', 'Date', 'Whose period ends before this day. 有效期止早于'),
  },
  orders: {
    AREA: { columns: ['area_code', 'level'] },
    NEWEST: { columns: ['applied_on'], descending: true },
  },
};

const check: Noun = {
  type: 'CreditCheck',
  table: 'credit_check',
  permission: 'credit-area.read',
  scope: { via: 'creditArea' },
  edges: { creditArea: one('CreditArea', 'credit_area_id'), madeBy: one('Person', 'made_by') },
};

const inspection: Noun = {
  type: 'CreditInspection',
  table: 'credit_inspection',
  permission: 'credit-area.read',
  scope: { via: 'creditArea' },
  edges: {
    creditArea: one('CreditArea', 'credit_area_id'),
    leadInspector: one('Person', 'lead_inspector_id'),
    secondInspector: one('Person', 'second_inspector_id'),
    samples: many('CreditSample', 'inspection_id'),
  },
};

const sample: Noun = {
  type: 'CreditSample',
  table: 'credit_sample',
  permission: 'credit-area.read',
  scope: { via: 'customer' },
  edges: {
    inspection: one('CreditInspection', 'inspection_id'),
    customer: one('Customer', 'customer_id'),
  },
};

export const creditAreaNouns = [criteria, creditArea, check, inspection, sample];
