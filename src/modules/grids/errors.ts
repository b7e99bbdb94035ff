import { defineErrors } from '../../kernel/errors.ts';
import './rule-errors.ts';

/** Refusals of the commands of grids; those of the pure rules stand in rule-errors.ts. */
export const gridErrors = defineErrors({
  'grid.code_taken': {
    status: 409,
    en: 'This code was given before; codes are never used again.',
    zh: '该编码已被使用过，编码不得重复使用。',
    field: 'code',
    constraints: ['grid_code_key'],
  },
  'grid.area_unknown': {
    status: 422,
    en: 'No village or community with this code is in force on that day.',
    zh: '当日没有该代码的村（社区）。',
  },
  'grid.parent_or_area': {
    status: 400,
    en: 'Give either the grid around it or, for a big grid, the village or community.',
    zh: '须且仅须提供上级网格，或（大网格）所在村（社区）代码。',
  },
  'grid.too_deep': {
    status: 422,
    en: 'A micro grid holds no further grids.',
    zh: '微网格之下不再设网格。',
  },
  'grid.exclusive_level': {
    status: 422,
    en: 'Only a small grid can be exclusive.',
    zh: '仅小网格可设为专属网格。',
  },
  'grid.not_in_force': {
    status: 409,
    en: 'The grid is not in force on that day, or its end is already planned.',
    zh: '该网格当日不在使用中，或已安排停用。',
  },
  'grid.effective_date_past': {
    status: 422,
    en: 'The change takes effect today or later, not in the past.',
    zh: '生效日期不得早于今日。',
  },
  'grid.parent_not_in_force': {
    status: 409,
    en: 'The grid around it is not in force for the whole period.',
    zh: '上级网格在此期间不在使用中。',
  },
  'grid.boundary_missing': {
    status: 422,
    en: 'This needs boundaries, and a grid concerned has none.',
    zh: '该操作需要边界，而相关网格尚无边界。',
  },
  'grid.boundary_unexpected': {
    status: 422,
    en: 'The original grid has no boundary, so its parts cannot have one.',
    zh: '原网格没有边界，拆分后的部分不得带边界。',
  },
  'grid.split_cuts_child': {
    status: 422,
    en: 'A grid inside would lie in more than one part; split or redraw it first.',
    zh: '下级网格将被分割，请先拆分或重划该下级网格。',
  },
  'grid.child_outside': {
    status: 422,
    en: 'A grid inside would reach outside the new boundary.',
    zh: '下级网格将超出新边界。',
  },
  'grid.merge_level': {
    status: 422,
    en: 'Only grids of the same level and class inside the same grid can be merged.',
    zh: '仅同一上级之下、层级与类别相同的网格可以合并。',
  },
  'grid.move_level': {
    status: 422,
    en: 'The new place must be of the same level as the old one.',
    zh: '新的上级须与原上级同一层级。',
  },
  'grid.move_nowhere': {
    status: 422,
    en: 'The grid is already there.',
    zh: '网格已在该处。',
  },
  'grid.annex_future': {
    status: 422,
    en: 'Ground can go with a grid only when the move takes effect today.',
    zh: '仅当日生效的移交可连同地界一并划转。',
  },
  'grid.has_children': {
    status: 409,
    en: 'The grid still has grids inside; retire or move them first.',
    zh: '该网格尚有下级网格，请先停用或移交。',
  },
  'grid.not_empty': {
    status: 409,
    en: 'Something still belongs to the grid; name a successor to take it over.',
    zh: '网格内尚有归属对象，请指定承接网格。',
  },
  'grid.annex_everything': {
    status: 422,
    en: 'Nothing would be left of the grid that gives up the ground; merge them instead.',
    zh: '原上级网格将不剩地界，请改用合并。',
  },
  'grid.planned_change': {
    status: 409,
    en: 'A later change is already planned for a grid inside.',
    zh: '下级网格已安排更晚的调整。',
  },
  'grid.mapped_twice': {
    status: 400,
    en: 'The government grid stands in the list twice.',
    zh: '政府网格在列表中重复。',
  },
  'grid.period': {
    status: 422,
    en: 'The period must not end before it starts.',
    zh: '终止日不得早于起始日。',
    constraints: ['grid_valid_to_check'],
  },
  'grid.field_too_large': {
    status: 422,
    en: 'The field has too many grids for one report; choose a smaller one.',
    zh: '范围内网格过多，请缩小范围。',
  },
  'grid.field_undrawn': {
    status: 422,
    en: 'No grid of the field has a boundary.',
    zh: '范围内没有已绘边界的网格。',
  },
  'grid.field_choice': {
    status: 400,
    en: 'Give either a grid or a division.',
    zh: '须且仅须提供网格或区划之一。',
  },
  'grid.points_invalid': {
    status: 400,
    en: 'Points are a list of 1 to 10,000 [longitude, latitude].',
    zh: '点位须为 1 至 10000 个 [经度, 纬度]。',
  },
});
