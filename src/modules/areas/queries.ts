import { sql } from 'kysely';
import {
  bind,
  contains,
  type Filter,
  from,
  is,
  type Noun,
  oneOf,
  param,
  type Row,
  type Sql,
  startsWith,
  through,
  until,
} from '../../kernel/queries/noun.ts';

/**
 * The row of a code that goes with a dated row: in force today, or on the nearest day of the
 * row's own period, so that an ended row still names the divisions of its time.
 */
export const areaOf =
  (code: string) =>
  (owner: Row, area: Row): Sql => {
    const today = sql`${bind(param((request) => request.today))}::date`;
    const day = sql`least(greatest(${today}, ${owner('valid_from')}), ${owner('valid_to')} - 1)`;
    return sql`${area('code')} = ${owner(code)} and ${area('valid_from')} <= ${day}
    and (${area('valid_to')} is null or ${area('valid_to')} > ${day})`;
  };

const area: Noun = {
  type: 'Area',
  table: 'area',
  permission: 'area.read',
  scope: 'shared',
  temporal: true,
  edges: {
    parent: through('Area', areaOf('parent_code')),
    children: through('Area', (above, below) => sql`${below('parent_code')} = ${above('code')}`),
    changes: through(
      'AreaChange',
      (owner, change) =>
        sql`(${change('from_codes')} @> array[${owner('code')}::text]
          or ${change('to_codes')} @> array[${owner('code')}::text])`,
    ),
  },
  filters: {
    code: is('code', 'String', 'Exactly this code. 区划代码'),
    codePrefix: startsWith(
      'code',
      'Codes that begin so: the division itself and all inside. 代码前缀',
    ),
    parentCode: is('parent_code', 'String', 'Directly inside this division. 上级代码'),
    level: oneOf('level', 'AreaLevel', 'One of these levels. 层级'),
    nameContains: contains('name', 'Part of the name. 名称包含'),
  },
  orders: { CODE: { columns: ['code'] } },
};

const mentions: Filter = {
  type: 'String',
  description: 'Changes from or to this code. 涉及代码',
  where: (row, value) =>
    sql`(${row('from_codes')} @> array[${bind(value)}::text]
      or ${row('to_codes')} @> array[${bind(value)}::text])`,
};

const areaChange: Noun = {
  type: 'AreaChange',
  table: 'area_change',
  permission: 'area.read',
  scope: 'shared',
  filters: {
    code: mentions,
    kind: oneOf('kind', 'AreaChangeKind', 'One of these kinds. 变更类型'),
    effectiveFrom: from('effective_date', 'Date', 'From this day on. 起始日'),
    effectiveTo: until('effective_date', 'Date', 'Before this day. 截止日（不含）'),
  },
  orders: {
    EFFECTIVE: { columns: ['effective_date'] },
    EFFECTIVE_DESC: { columns: ['effective_date'], descending: true },
  },
};

export const areaNouns = [area, areaChange];
