import { defineErrors } from '../../kernel/errors.ts';

export const calendarErrors = defineErrors({
  'calendar.nothing_announced': {
    status: 422,
    en: 'An announcement names days, or a year whose holidays are hereby complete.',
    zh: '放假安排须列明日期，或声明某年安排已完整公布。',
    constraints: ['calendar_announcement_empty_check'],
  },
  'calendar.day_twice': {
    status: 422,
    en: 'A day cannot be free and worked at once.',
    zh: '同一日期不得既放假又补班。',
    field: 'makeUpDays',
    constraints: ['calendar_announcement_days_check'],
  },
  'calendar.day_outside_year': {
    status: 422,
    en: 'A year is announced from the last days of the year before to the first of the next.',
    zh: '日期超出所公布年度（前后各可跨一周）。',
  },
});
