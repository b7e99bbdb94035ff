import { sql } from 'kysely';
import {
  bind,
  contains,
  type Filter,
  from,
  is,
  keyOf,
  many,
  type Noun,
  one,
  oneOf,
  param,
  type Row,
  refersTo,
  type Sql,
  startsWith,
  through,
  until,
} from '../../kernel/queries/noun.ts';
import { areaOf } from '../areas/index.ts';
import { historyOf } from '../audit/index.ts';

const today = (): Sql => sql`${bind(param((request) => request.today))}::date`;

/** Follows from the period: a plan comes true, and ends, without anybody writing it down. */
const status = (row: Row): Sql => sql`case when ${row('valid_from')} > ${today()} then 'PLANNED'
  when ${row('valid_to')} <= ${today()} then 'RETIRED' else 'ACTIVE' end`;

/** Households of the grid and of grids inside, whose codes begin with its own. */
const householdCount = (row: Row): Sql => sql`(
  select count(*) from customer
  where customer.institution_id = ${row('institution_id')} and customer.party = 'HOUSEHOLD'
    and customer.status = 'ACTIVE' and customer.grid_id is not null
    and customer.territory_code >= ${row('code')}
    and customer.territory_code < ${row('code')} || '~')`;

/** Rows of the mapping between our grids and the government's that hold today. */
const mapped = (wanted: string, given: string, key: Sql, owner: Row): Sql =>
  sql`select ${sql.ref(`mapping.${wanted}`)} from grid_government_grid as mapping
    where mapping.institution_id = ${owner('institution_id')}
      and ${sql.ref(`mapping.${given}`)} = ${key} and mapping.valid_from <= ${today()}
      and (mapping.valid_to is null or mapping.valid_to > ${today()})`;

/** Who answers for the grid today: the primary, or whoever covers them. */
const answersFor = (owner: Row, person: Row): Sql => sql`${person('id')} = (
  select responsible_id from grid_staffing(${owner('institution_id')}, ${today()})
  where grid_id = ${owner('id')})`;

const coversGovernmentGrid: Filter = {
  type: 'ID',
  description: 'Covers this government grid today. 对应的政府网格',
  where: (row, value) => {
    const key = sql`${bind(value.map((id) => keyOf('GovernmentGrid', id)))}::uuid`;
    return sql`${row('id')} in (${mapped('grid_id', 'government_grid_id', key, row)})`;
  },
};

const grid: Noun = {
  type: 'Grid',
  table: 'grid',
  permission: 'grid.read',
  scope: { column: 'code' },
  temporal: true,
  edges: {
    area: through('Area', areaOf('area_code')),
    parent: one('Grid', 'parent_id'),
    children: many('Grid', 'parent_id'),
    governmentGrids: through(
      'GovernmentGrid',
      (owner, target) =>
        sql`${target('id')} in (${mapped('government_grid_id', 'grid_id', owner('id'), owner)})`,
    ),
    predecessors: many('GridLineage', 'successor_id'),
    successors: many('GridLineage', 'predecessor_id'),
    formerBoundaries: many('GridBoundary', 'grid_id'),
    customers: many('Customer', 'grid_id'),
    assignments: many('Assignment', 'grid_id'),
    responsible: through('Person', (owner, person) => answersFor(owner, person)),
  },
  computed: { status, householdCount, history: historyOf('Grid') },
  filters: {
    code: is('code', 'String', 'Exactly this code. 网格编码'),
    codePrefix: startsWith('code', 'Codes that begin so: a grid and all inside it. 编码前缀'),
    areaCodePrefix: startsWith('area_code', 'In this division. 所在区划代码前缀'),
    level: oneOf('level', 'GridLevel', 'One of these levels. 层级'),
    class: oneOf('class', 'GridClass', 'One of these classes. 类别'),
    kind: oneOf('kind', 'GridKind', 'One of these kinds. 类型'),
    parent: refersTo('parent_id', 'Grid', 'Directly inside this grid. 上级网格'),
    governmentGrid: coversGovernmentGrid,
    nameContains: contains('name', 'Part of the name. 名称包含'),
  },
  orders: { CODE: { columns: ['code'], unique: true } },
};

const gridBoundary: Noun = {
  type: 'GridBoundary',
  table: 'grid_boundary',
  permission: 'grid.read',
  scope: { via: 'grid' },
  edges: { grid: one('Grid', 'grid_id') },
  orders: { VALID_FROM: { columns: ['valid_from'] } },
};

const gridLineage: Noun = {
  type: 'GridLineage',
  table: 'grid_lineage',
  permission: 'grid.read',
  scope: { via: 'predecessor' },
  edges: {
    predecessor: one('Grid', 'predecessor_id'),
    successor: one('Grid', 'successor_id'),
    change: one('GridChange', 'change_id'),
  },
  filters: {
    predecessor: refersTo('predecessor_id', 'Grid', 'From this grid. 原网格'),
    successor: refersTo('successor_id', 'Grid', 'To this grid. 新网格'),
    change: refersTo('change_id', 'GridChange', 'Of this change. 所属调整'),
  },
};

const gridChange: Noun = {
  type: 'GridChange',
  table: 'grid_change',
  permission: 'grid.read',
  scope: 'institution',
  edges: { lineage: many('GridLineage', 'change_id') },
  filters: {
    act: oneOf('act', 'GridAct', 'One of these. 调整方式'),
    effectiveFrom: from('effective_date', 'Date', 'From this day on. 起始日'),
    effectiveTo: until('effective_date', 'Date', 'Before this day. 截止日（不含）'),
  },
  orders: {
    EFFECTIVE: { columns: ['effective_date'] },
    EFFECTIVE_DESC: { columns: ['effective_date'], descending: true },
  },
};

const governmentGrid: Noun = {
  type: 'GovernmentGrid',
  table: 'government_grid',
  permission: 'grid.read',
  scope: 'institution',
  edges: {
    grids: through(
      'Grid',
      (owner, target) =>
        sql`${target('id')} in (${mapped('grid_id', 'government_grid_id', owner('id'), owner)})`,
    ),
  },
  filters: {
    code: is('code', 'String', 'Exactly this code. 编码'),
    codePrefix: startsWith('code', 'Codes that begin so. 编码前缀'),
    nameContains: contains('name', 'Part of the name. 名称包含'),
  },
  orders: { CODE: { columns: ['code'] } },
};

export const gridNouns = [grid, gridBoundary, gridLineage, gridChange, governmentGrid];
