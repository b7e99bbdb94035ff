import { defineErrors } from '../../kernel/errors.ts';

export const privacyErrors = defineErrors({
  'privacy.consent_required': {
    status: 403,
    en: 'No consent in force, contract or legal duty covers this use of the data.',
    zh: '该处理未取得有效同意，也不属于合同或法定职责所必需。',
  },
  'privacy.purpose_unfit': {
    status: 403,
    en: 'Clear values are not read for this purpose, or not by you.',
    zh: '不得以该目的查看明文，或您无权以该目的查看。',
  },
  'privacy.reveal_blocked': {
    status: 429,
    en: 'You have read as many clear values within 24 hours as are allowed.',
    zh: '24小时内查看明文的数量已达上限。',
  },
  'privacy.alert_acknowledged': {
    status: 409,
    en: 'The alert has been dealt with already.',
    zh: '该告警已处理。',
  },
  'privacy.alert_own': {
    status: 403,
    en: 'Nobody deals with an alert about themselves.',
    zh: '不得处理针对本人的告警。',
    constraints: ['reveal_alert_self_check'],
  },
  'privacy.limits_order': {
    status: 422,
    en: 'Reading is refused at a higher number than it is alerted at.',
    zh: '拒绝上限须高于告警阈值。',
  },
  'privacy.restricted_already': {
    status: 409,
    en: 'The data is restricted already.',
    zh: '该客户的个人信息已处于限制处理状态。',
    constraints: ['processing_restriction_customer_id_key', 'processing_restriction_period_excl'],
  },
  'privacy.ground_reserved': {
    status: 422,
    en: 'Only erasing restricts on this ground.',
    zh: '该限制依据仅由删除操作产生。',
  },
  'privacy.not_restricted': {
    status: 409,
    en: 'The data is not restricted, or a law keeps it so.',
    zh: '该客户的个人信息未被限制处理，或依法不得解除限制。',
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
    field: 'expiresOn',
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
  'privacy.request_decided': {
    status: 409,
    en: 'The request has been decided already.',
    zh: '该申请已办结。',
  },
  'privacy.contract_in_force': {
    status: 409,
    en: 'A contract with the person is wanted or in force: nothing is erased meanwhile.',
    zh: '与该客户的合同尚未了结，暂不能删除。',
  },
  'privacy.minimised_already': {
    status: 409,
    en: 'The data is already cut down to what a law keeps.',
    zh: '该客户的个人信息已仅保留依法须保存的部分。',
  },
  'privacy.text_edition': {
    status: 409,
    en: 'A newer edition of this text exists, or another starts that day.',
    zh: '该授权书已有更新的版次，或同日已有版次生效。',
    field: 'validFrom',
    constraints: [
      'consent_text_edition_key',
      'consent_text_period_excl',
      'consent_text_valid_to_check',
    ],
  },
});
