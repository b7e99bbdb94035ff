import { defineErrors } from '../../kernel/errors.ts';

export const noticeErrors = defineErrors({
  'notice.area_unknown': {
    status: 422,
    en: 'No village or community with this code is in force today.',
    zh: '今日没有该代码的村（社区）。',
  },
  'notice.kind_unavailable': {
    status: 422,
    en: 'Nothing is published by this kind of notice yet.',
    zh: '暂无可按该类别公示的事项。',
  },
  'notice.not_draft': {
    status: 409,
    en: 'The notice has been opened already.',
    zh: '该公示已发布。',
  },
  'notice.nothing_to_list': {
    status: 422,
    en: 'There is nobody to list: nobody is rated who was on no notice yet.',
    zh: '没有可公示的对象：尚无未经公示的有效评级。',
  },
  'notice.too_many_entries': {
    status: 422,
    en: 'More entries than one notice holds.',
    zh: '公示对象超出单次上限。',
  },
  'notice.already_running': {
    status: 409,
    en: 'Somebody listed stands in another running notice.',
    zh: '公示对象已在另一正在进行的公示中。',
    constraints: ['notice_entry_running_key'],
  },
  'notice.entry_not_listed': {
    status: 409,
    en: 'The entry is no longer listed.',
    zh: '该公示对象已不在公示中。',
  },
  'notice.period_over': {
    status: 409,
    en: 'The time for objections is over.',
    zh: '异议期已满。',
  },
  'notice.too_many_objections': {
    status: 429,
    en: 'No more objections are taken here now; please turn to the bank.',
    zh: '此处暂不再受理异议，请直接联系银行。',
  },
  'notice.objection_decided': {
    status: 409,
    en: 'The objection has been decided, or its entry is gone.',
    zh: '该异议已有决定，或其公示对象已撤下。',
  },
  'notice.separation_of_duties': {
    status: 403,
    en: 'Whoever rated, or took the objection down, does not decide on it.',
    zh: '评级人和异议登记人不得作出处理决定。',
    constraints: ['notice_objection_duties_check'],
  },
});
