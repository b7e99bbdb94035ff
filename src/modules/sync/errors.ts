import { defineErrors } from '../../kernel/errors.ts';

export const syncErrors = defineErrors({
  'sync.cursor': {
    status: 400,
    en: 'The cursor is not one this server gave; begin again without one.',
    zh: '游标无效，请不带游标重新开始。',
  },
  'sync.territory_too_large': {
    status: 422,
    en: 'The territory is too large to carry around; `details` says how much is allowed.',
    zh: '管辖范围过大，不能离线同步，上限见 details。',
  },
  'sync.base_unknown': {
    status: 422,
    en: 'The customer has never had that version.',
    zh: '基准版本不存在。',
  },
  'sync.resolved': {
    status: 409,
    en: 'The conflict has been decided, or overtaken by a later edit.',
    zh: '该冲突已处理，或已被后续修改取代。',
  },
});
