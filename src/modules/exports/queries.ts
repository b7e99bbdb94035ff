import {
  from,
  type Noun,
  one,
  oneOf,
  refersTo,
  startsWith,
  until,
} from '../../kernel/queries/noun.ts';

const exportRecord: Noun = {
  type: 'ExportRecord',
  table: 'export_record',
  permission: 'export-record.read',
  scope: { column: 'territory_code' },
  edges: { grid: one('Grid', 'grid_id'), person: one('Person', 'person_id') },
  filters: {
    person: refersTo('person_id', 'Person', 'Asked for by this person. 导出人'),
    status: oneOf('status', 'ExportStatus', 'One of these states. 状态'),
    territoryPrefix: startsWith('territory_code', 'Of this area or grid. 地域代码前缀'),
    from: from('asked_at', 'DateTime', 'From this instant on. 起始时间'),
    until: until('asked_at', 'DateTime', 'Before this instant. 截止时间（不含）'),
  },
  orders: { NEWEST: { columns: ['asked_at'], descending: true } },
};

export const exportNouns = [exportRecord];
