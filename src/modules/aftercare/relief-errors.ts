import { defineErrors } from '../../kernel/errors.ts';

export const reliefErrors = defineErrors({
  'relief-decree.number_taken': {
    status: 409,
    en: 'A decree of this number is registered.',
    zh: '该文号已登记。',
    field: 'number',
    constraints: ['relief_decree_number_key'],
  },
  'relief-decree.period': {
    status: 422,
    en: 'The days end after they begin.',
    zh: '恢复日须晚于暂停起始日。',
    field: 'pausedUntil',
    constraints: ['relief_decree_period_check'],
  },
  'relief-decree.too_far_back': {
    status: 422,
    en: 'The first day lies further back than the rules allow; `details` names the earliest.',
    zh: '暂停起始日早于规则允许的最早日期，见 details。',
  },
  'relief-decree.area': {
    status: 422,
    en: 'The institution has no grid whose code begins so.',
    zh: '本机构没有以此开头的网格编码。',
  },
  'relief-decree.ended': {
    status: 409,
    en: 'The decree has been ended.',
    zh: '该政策已终止。',
  },
});
