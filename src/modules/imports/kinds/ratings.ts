import type { FileKind } from './kind.ts';

/**
 * Customers to be rated: the other columns are headed by codes of inputs of the scorecard, for what
 * their files do not answer. A rating made elsewhere is answers to a scorecard that asks for it.
 */
export const ratingAnswers = {
  kind: 'RATINGS',
  title: { en: 'Ratings', zh: '评级' },
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
    {
      code: 'scorecardCode',
      title: { en: 'Scorecard', zh: '评分表代码' },
      required: false,
      codesOf: 'Scorecard',
      example: 'HOUSEHOLD',
    },
  ],
  open: 'SCORECARD',
} as const satisfies FileKind;
