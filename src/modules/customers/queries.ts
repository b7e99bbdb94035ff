import { sql } from 'kysely';
import {
  bind,
  type Filter,
  is,
  keyOf,
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

/** The rating that counts today; the database lets no two overlap. */
const ratedToday = (rating: Row): Sql => {
  const today = sql`${bind(param((request) => request.today))}::date`;
  return sql`${rating('status')} = 'EFFECTIVE' and ${rating('valid_from')} <= ${today}
    and (${rating('valid_to')} is null or ${rating('valid_to')} > ${today})`;
};

/**
 * What both sides know of a customer that one of them does not see. Who asks for a customer learns
 * it only with the customer: else a number or code would be enough to learn a name.
 */
const ofCustomer =
  (column: string) =>
  (move: Row): Sql => {
    const scope = bind(param((request) => request.scope));
    return sql`(select ${sql.ref(`moved.${column}`)} from customer as moved
      where moved.institution_id = ${move('institution_id')} and moved.id = ${move('customer_id')}
        and (${move('side')} = 'GIVER' or exists (
          select from unnest(${scope}::text[]) as prefix
          where starts_with(moved.territory_code, prefix))))`;
  };

/** In the grids somebody is primary of today; how an officer's customers are found. */
const servedBy: Filter = narrow({
  type: 'ID',
  description: 'In grids this person is primary officer of today. 主责网格员',
  where: (row, value) => {
    const today = sql`${bind(param((request) => request.today))}::date`;
    return sql`${row('grid_id')} in (
      select served.grid_id from assignment as served
      where served.institution_id = ${bind(param((request) => request.institutionId))}
        and served.person_id = ${bind(value.map((key) => keyOf('Person', key)))}
        and served.role = 'PRIMARY' and served.valid_from <= ${today}
        and (served.valid_to is null or served.valid_to > ${today}))`;
  },
});

const customer: Noun = {
  type: 'Customer',
  table: 'customer',
  permission: 'customer.read',
  scope: { column: 'territory_code' },
  erased: { column: 'status', value: 'ERASED' },
  edges: {
    grid: one('Grid', 'grid_id'),
    members: many('Member', 'customer_id', (row) => sql`${row('left_on')} is null`),
    registeredBy: one('Person', 'registered_by'),
    mergedInto: one('Customer', 'merged_into_id'),
    currentRating: many('Rating', 'customer_id', ratedToday),
    ratings: many('Rating', 'customer_id'),
    creditLines: many('CreditLine', 'customer_id'),
    consents: many('Consent', 'customer_id'),
    disclosures: many('Disclosure', 'customer_id'),
    restrictions: many('ProcessingRestriction', 'customer_id'),
    correctionRequests: many('CorrectionRequest', 'customer_id'),
    erasures: many('Erasure', 'customer_id'),
    loans: many('Loan', 'customer_id'),
    visits: many('Visit', 'customer_id'),
    followUps: many('FollowUp', 'customer_id'),
    outworkers: many('Outworker', 'customer_id'),
    coreHouseholds: many('CoreHousehold', 'customer_id'),
    screenings: many('ScreeningRecord', 'customer_id'),
    splitFrom: one('Customer', 'split_from_id'),
    moves: many('CustomerMove', 'customer_id'),
  },
  computed: { history: historyOf('Customer') },
  filters: {
    code: is('code', 'String', 'Exactly this code. 客户编号'),
    creditCode: is('credit_code', 'String', 'Exactly this credit code. 统一社会信用代码'),
    kind: oneOf('kind', 'CustomerKind', 'One of these kinds. 类型'),
    status: oneOf('status', 'CustomerStatus', 'One of these states. 状态'),
    screening: oneOf('screening', 'Screening', 'One of these lists. 名单'),
    grid: narrow(refersTo('grid_id', 'Grid', 'Directly in this grid. 网格')),
    officer: servedBy,
    areaCode: is('area_code', 'String', 'In this village or community. 村（社区）代码'),
    territoryPrefix: startsWith(
      'territory_code',
      'Grid or village codes that begin so: a territory and all inside. 归属代码前缀',
    ),
    completenessBelow: until('completeness', 'Int', 'Less complete than this percent. 完整度低于'),
  },
  orders: {
    CODE: { columns: ['code'], unique: true },
    TERRITORY: { columns: ['territory_code', 'code'] },
    COMPLETENESS: { columns: ['completeness', 'code'] },
  },
};

const member: Noun = {
  type: 'Member',
  table: 'customer_member',
  permission: 'customer.read',
  scope: { via: 'customer' },
  edges: { customer: one('Customer', 'customer_id') },
  computed: { identified: (row) => sql`(${row('id_number_mask')} is not null)` },
  filters: { customer: narrow(refersTo('customer_id', 'Customer', 'Of this household. 所属农户')) },
};

const customerMove: Noun = {
  type: 'CustomerMove',
  table: 'customer_move',
  permission: 'customer.read',
  // Either side sees a move, also while the customer is out of its sight.
  scope: { either: ['from_code', 'to_code'] },
  edges: {
    customer: one('Customer', 'customer_id'),
    fromGrid: one('Grid', 'from_grid_id'),
    toGrid: one('Grid', 'to_grid_id'),
    proposedBy: one('Person', 'proposed_by_id'),
    decidedBy: one('Person', 'decided_by_id'),
  },
  computed: { nameMask: ofCustomer('name_mask'), kind: ofCustomer('kind') },
  filters: {
    customer: narrow(refersTo('customer_id', 'Customer', 'Of this customer. 客户')),
    status: oneOf('status', 'CustomerMoveStatus', 'One of these states. 状态'),
    fromGrid: narrow(refersTo('from_grid_id', 'Grid', 'Out of this grid. 转出网格')),
    toGrid: narrow(refersTo('to_grid_id', 'Grid', 'Into this grid. 转入网格')),
  },
};

export const customerNouns = [customer, member, customerMove];
