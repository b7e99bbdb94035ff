import { defineErrors } from '../../kernel/errors.ts';

export const journalErrors = defineErrors({
  'journal.one_object': {
    status: 400,
    en: 'Name exactly one object.',
    zh: '须且仅须指定一个对象。',
  },
});
