import { defineErrors } from '../../kernel/errors.ts';

export const sharingErrors = defineErrors({
  'data-agreement.code_taken': {
    status: 409,
    en: 'Another agreement of the institution has this code.',
    zh: '协议编号已被占用。',
    field: 'code',
    constraints: ['data_agreement_code_key'],
  },
  'data-agreement.fact_not_shareable': {
    status: 422,
    en: 'Facts of this name are not shared by any agreement.',
    zh: '该类事实不在可共享目录之内。',
  },
  'data-agreement.fact_twice': {
    status: 422,
    en: 'The terms name this kind of fact twice.',
    zh: '同一类事实重复约定。',
  },
  'data-agreement.object_not_shareable': {
    status: 422,
    en: 'Facts of this kind do not name objects of this type to others.',
    zh: '该类事实不得共享此类对象标识。',
  },
  'data-agreement.member_unknown': {
    status: 422,
    en: 'Not a member of this kind of fact that may be shared, or named twice.',
    zh: '数据项不在该类事实的可共享范围内，或重复列出。',
  },
  'data-agreement.grade_unfit': {
    status: 422,
    en: 'The grade does not fit: FACTS shows nothing about people; COUNTS only counts facts about people, and names neither objects nor members.',
    zh: '与共享等级不符：FACTS 不得涉及个人；COUNTS 仅统计涉及个人的事实，不得列出对象或数据项。',
  },
  'data-agreement.client_unfit': {
    status: 422,
    en: 'The client must be a machine of the institution that is active.',
    zh: '调用方须为本机构登记在用的系统账号。',
  },
  'data-agreement.area_unknown': {
    status: 422,
    en: 'No administrative division in force has this code.',
    zh: '行政区划代码不存在或已失效。',
  },
  'data-agreement.period': {
    status: 422,
    en: 'The agreement must end after it begins, and begin no earlier than the facts it shows.',
    zh: '协议终止日须晚于生效日，事实起始日不得晚于生效日。',
    constraints: ['data_agreement_valid_to_check', 'data_agreement_facts_from_check'],
  },
  'data-agreement.expired': {
    status: 422,
    en: 'The agreement would end before today.',
    zh: '协议终止日已过。',
  },
  'data-agreement.assessment_required': {
    status: 422,
    en: 'Showing people needs an assessment of the protection of their data.',
    zh: '涉及个人信息的共享须附个人信息保护影响评估。',
    field: 'assessmentSha256',
    constraints: ['data_agreement_assessed_check'],
  },
  'data-agreement.not_draft': {
    status: 409,
    en: 'Only a draft can be changed or proposed.',
    zh: '仅草稿可以修改或提交。',
    constraints: ['data_agreement_fixed_check', 'data_agreement_steps_check'],
  },
  'data-agreement.not_proposed': {
    status: 409,
    en: 'The agreement is not waiting for a decision.',
    zh: '该协议不在待审批状态。',
  },
  'data-agreement.not_approved': {
    status: 409,
    en: 'Only an approved agreement can be ended.',
    zh: '仅已批准的协议可以终止。',
  },
  'data-agreement.own_approval': {
    status: 403,
    en: 'Whoever wrote or proposed an agreement does not approve it.',
    zh: '起草人、提交人不得审批本协议。',
    constraints: ['data_agreement_second_person_check'],
  },
  'data-agreement.terms_changed': {
    status: 409,
    en: 'The digest is not that of the terms proposed.',
    zh: '摘要与提交的条款不一致。',
  },
  'shared-event.not_in_force': {
    status: 403,
    en: 'The agreement is not in force today.',
    zh: '数据共享协议今日未生效或已终止。',
  },
  'shared-event.counts_only': {
    status: 403,
    en: 'The agreement shows numbers only.',
    zh: '该协议仅允许查看统计数。',
  },
  'shared-event.facts_only': {
    status: 409,
    en: 'The agreement shows facts; numbers are what agreements of grade COUNTS are for.',
    zh: '该协议为事实共享，统计数仅适用于 COUNTS 等级。',
  },
  'shared-event.range': {
    status: 422,
    en: 'The range must end after it begins, inside the log, and hold no more positions than details say.',
    zh: '区间须首尾有序、不超出日志，且不超过 details 所列位置数。',
  },
  'shared-event.month': {
    status: 422,
    en: 'Only whole months that are over, inside the agreement’s time, are counted.',
    zh: '仅统计协议期内已结束的整月。',
  },
});
