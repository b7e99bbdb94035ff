import { defineErrors } from '../../kernel/errors.ts';

export const keyErrors = defineErrors({
  'key.rotation_running': {
    status: 409,
    en: 'The last digest key is still being replaced; wait until every row is under the present one.',
    zh: '上一次摘要密钥轮换尚未完成，请待全部数据换用现行密钥后再办理。',
    constraints: ['digest_key_retiring_key', 'digest_key_current_key'],
  },
  'key.numbers_spent': {
    status: 409,
    en: 'The institution has had all the digest keys there are numbers for.',
    zh: '本机构的摘要密钥编号已用尽。',
  },
  'key.no_step': {
    status: 422,
    en: 'There is no such step of rewrapping.',
    zh: '不存在该换密步骤。',
  },
});
