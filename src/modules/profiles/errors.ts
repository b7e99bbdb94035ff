import { defineErrors } from '../../kernel/errors.ts';

export const profileErrors = defineErrors({
  'profile-form.malformed': {
    status: 422,
    en: 'The form does not have the shape of format 1; `path` names the first fault, `details.paths` all.',
    zh: '信息采集表格式不符合 format 1，path 指出首处有误之处，details.paths 列出全部。',
  },
  'profile-form.invalid': {
    status: 422,
    en: 'The form has problems; `details.problems` lists them all.',
    zh: '信息采集表存在问题，详见 details.problems。',
  },
  'profile-form.not_draft': {
    status: 409,
    en: 'Only a draft can be changed; publish a new edition instead.',
    zh: '仅草稿可以修改，已发布的请另发新版。',
    constraints: ['profile_form_draft_check'],
  },
  'profile-form.code_changed': {
    status: 422,
    en: 'A draft keeps its code.',
    zh: '草稿的代码不得变更。',
  },
  'profile-form.kind_changed': {
    status: 422,
    en: 'Every edition of a form is about the same kind of customer.',
    zh: '同一信息采集表各版次适用的客户类型须一致。',
  },
  'profile-form.edition_taken': {
    status: 409,
    en: 'Another draft of this form was made at the same moment; try again.',
    zh: '该表刚有另一份草稿产生，请重试。',
    constraints: ['profile_form_edition_key'],
  },
  'profile-form.valid_from_past': {
    status: 422,
    en: 'A form starts today or later, not in the past.',
    zh: '信息采集表生效日期不得早于今日。',
  },
  'profile-form.edition_order': {
    status: 409,
    en: 'A form for this kind of customer starts on that day or after it; a new one starts later than all others.',
    zh: '已有该类客户的表于该日或之后生效，新版须晚于全部已有版次生效。',
    field: 'validFrom',
    constraints: ['profile_form_period_excl', 'profile_form_valid_to_check'],
  },
  'profile.form_missing': {
    status: 409,
    en: 'No profile form for this kind of customer is in force today.',
    zh: '今日没有适用于该类客户的信息采集表。',
  },
  'profile.nothing_answered': {
    status: 400,
    en: 'Give at least one answer.',
    zh: '请至少填写一项。',
  },
  'profile.item_unknown': {
    status: 422,
    en: 'The form in force does not ask this.',
    zh: '现行信息采集表没有该项目。',
  },
  'profile.answer_invalid': {
    status: 422,
    en: 'An answer does not fit its item; `path` names the first, `details.faults` lists all.',
    zh: '填写内容不符合项目要求，path 指出首处，details.faults 列出全部。',
  },
  'profile.gate_closed': {
    status: 409,
    en: 'The file is not complete enough for this step; `details.sections` says what is missing.',
    zh: '档案完整度不满足该环节要求，缺失内容见 details.sections。',
  },
});
