import { defineErrors } from '../../kernel/errors.ts';

export const oversightErrors = defineErrors({
  'portfolio.day_too_early': {
    status: 422,
    en: 'No definitions of these figures are in force on so early a day.',
    zh: '该日期早于统计口径的生效日。',
  },
  'portfolio.day_in_future': {
    status: 422,
    en: 'Figures are of days that have come.',
    zh: '统计日不能晚于今天。',
  },
  'portfolio.duties_of_others': {
    status: 403,
    en: 'Duties of other people are for those who oversee what is lent.',
    zh: '他人的责任贷款仅供有权查看贷款统计的人员查询。',
  },
  'portfolio.published_only': {
    status: 403,
    en: 'Who may not open customers’ files reads the published figures alone.',
    zh: '无权查看客户档案的调用方只能读取公布口径。',
  },
});
