import { defineErrors } from '../../kernel/errors.ts';

export const dayEndErrors = defineErrors({
  'day-end.nothing_to_close': {
    status: 409,
    en: 'The business date is the civil date: no day is over that has not ended.',
    zh: '营业日已与自然日一致，没有待结束的营业日。',
  },
  'day-end.begun_elsewhere': {
    status: 409,
    en: 'Somebody else has just begun this end of the day; send it again.',
    zh: '该日终刚由他人开始，请重新发送。',
    constraints: ['day_end_closes_key', 'day_end_running_key'],
  },
});
