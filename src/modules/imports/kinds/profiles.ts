import type { FileKind } from './kind.ts';

/** Answers of customers on file: the other columns are headed by codes of items of the form. */
export const profileAnswers = {
  kind: 'PROFILES',
  title: { en: 'Answers of profiles', zh: '客户档案内容' },
  keys: ['customerCode'],
  names: ['customerCode'],
  columns: [
    {
      code: 'customerCode',
      title: { en: 'Customer', zh: '客户编号' },
      required: true,
      codesOf: 'Customer',
      example: 'H-000001',
    },
  ],
  open: 'FORM',
} as const satisfies FileKind;
