import { defineErrors } from '../../kernel/errors.ts';

export const creditLineErrors = defineErrors({
  'credit-line.rating_missing': {
    status: 422,
    en: 'No rating counts for this customer today.',
    zh: '客户当前没有有效评级。',
  },
  'credit-line.notice_missing': {
    status: 422,
    en: 'The rating has not stood its public notice yet.',
    zh: '该评级尚未通过公示。',
  },
  'credit-line.above_rating': {
    status: 422,
    en: 'The amount is above what the rating allows.',
    zh: '额度超过评级核定的上限。',
  },
  'credit-line.blacklisted': {
    status: 409,
    en: 'The customer is on the black list and gets no credit.',
    zh: '客户在黑名单中，不予授信。',
  },
  'credit-line.in_force': {
    status: 409,
    en: 'The customer has a credit line already.',
    zh: '客户已有有效授信额度。',
    field: 'customerId',
    constraints: ['credit_line_period_excl'],
  },
  'credit-line.over': {
    status: 409,
    en: 'The line has been closed or has expired.',
    zh: '该授信额度已终止或到期。',
  },
  'credit-line.not_active': {
    status: 409,
    en: 'The line is suspended already.',
    zh: '该授信额度已暂停。',
  },
  'credit-line.not_suspended': {
    status: 409,
    en: 'The line is not suspended.',
    zh: '该授信额度未暂停。',
  },
  'credit-line.same_person': {
    status: 403,
    en: 'Whoever suspended the line does not resume it.',
    zh: '暂停人不得自行恢复额度。',
  },
  'credit-line.not_less': {
    status: 422,
    en: 'A reduction leaves less than there was.',
    zh: '调减后的额度须低于当前额度。',
  },
});
