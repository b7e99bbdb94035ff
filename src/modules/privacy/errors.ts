import { defineErrors } from '../../kernel/errors.ts';

export const privacyErrors = defineErrors({
  'privacy.consent_required': {
    status: 403,
    en: 'No consent in force, contract or legal duty covers this use of the data.',
    zh: '该处理未取得有效同意，也不属于合同或法定职责所必需。',
  },
  'privacy.restricted': {
    status: 409,
    en: "The person's data is restricted to storage.",
    zh: '该客户的个人信息已限制处理，仅可存储。',
  },
  'privacy.recipient_unfit': {
    status: 422,
    en: 'This purpose goes with no such recipient, or needs one.',
    zh: '接收方与处理目的不符，或缺少接收方。',
  },
  'privacy.text_not_in_force': {
    status: 422,
    en: 'The text was not in force on the day the consent was given.',
    zh: '授权当日该授权书文本未生效。',
  },
  'privacy.beyond_text': {
    status: 422,
    en: 'The text that was shown does not speak of this purpose or these data.',
    zh: '授权书文本未涵盖该处理目的或信息类别。',
  },
  'privacy.date_in_future': {
    status: 422,
    en: 'The day has not come yet.',
    zh: '日期晚于今天。',
  },
  'privacy.expiry': {
    status: 422,
    en: 'A consent expires after the day it was given.',
    zh: '到期日须晚于授权日。',
    constraints: ['consent_expires_on_check'],
  },
  'privacy.consent_overlaps': {
    status: 409,
    en: 'The person already agreed to this purpose and recipient for these days.',
    zh: '该期间内已有同一目的、同一接收方的授权。',
    constraints: ['consent_period_excl'],
  },
  'privacy.member_unknown': {
    status: 422,
    en: 'The member does not belong to this household.',
    zh: '该成员不属于本户。',
  },
  'privacy.consent_ended': {
    status: 409,
    en: 'The consent has ended already, or ends before that day.',
    zh: '该授权已失效或撤回日不在授权期内。',
  },
  'privacy.text_edition': {
    status: 409,
    en: 'A newer edition of this text exists, or another starts that day.',
    zh: '该授权书已有更新的版次，或同日已有版次生效。',
    constraints: [
      'consent_text_edition_key',
      'consent_text_period_excl',
      'consent_text_valid_to_check',
    ],
  },
});
