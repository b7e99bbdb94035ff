import { defineErrors } from '../../kernel/errors.ts';

export const areaErrors = defineErrors({
  'area.code_invalid': {
    status: 400,
    en: 'A division code has 2, 4, 6, 9 or 12 significant digits.',
    zh: '区划代码须为 2、4、6、9 或 12 位有效数字。',
  },
  'area.unknown': {
    status: 422,
    en: 'No division with this code is in force on that day.',
    zh: '当日没有该代码的区划。',
  },
  'area.parent_unknown': {
    status: 422,
    en: 'No division above this code is in force on that day.',
    zh: '当日没有该代码的上级区划。',
  },
  'area.code_taken': {
    status: 409,
    en: 'A division already has this code on that day or later.',
    zh: '该代码在当日或之后已被占用。',
    constraints: ['area_code_period_excl'],
  },
  'area.period': {
    status: 422,
    en: 'The division begins on or after that day.',
    zh: '该区划自当日或之后才开始。',
    constraints: ['area_valid_to_check'],
  },
  'area.name_unchanged': {
    status: 409,
    en: 'The division has this name already.',
    zh: '该区划已是此名称。',
    field: 'name',
  },
  'area.later_change': {
    status: 409,
    en: 'A later change of this division is already recorded.',
    zh: '已登记该区划更晚的变更。',
  },
  'area.level_differs': {
    status: 422,
    en: 'The divisions must be of the same level.',
    zh: '区划层级须相同。',
  },
  'area.class_invalid': {
    status: 400,
    en: 'The urban-rural class is one of 111, 112, 121, 122, 123, 210, 220.',
    zh: '城乡分类代码须为 111、112、121、122、123、210、220 之一。',
  },
  'area.duplicate': {
    status: 400,
    en: 'The code stands in the list twice.',
    zh: '代码在列表中重复。',
  },
  'area.has_children': {
    status: 409,
    en: 'The division still has divisions inside; say what becomes of them first.',
    zh: '该区划尚有下级区划，请先处理。',
  },
});
