import { defineErrors } from '../../kernel/errors.ts';

export const coverageErrors = defineErrors({
  'coverage.area_code': {
    status: 400,
    en: 'This is not the code of a division: 2, 4, 6, 9 or 12 digits.',
    zh: '区划代码应为 2、4、6、9 或 12 位。',
  },
});
