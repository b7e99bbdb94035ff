import {
  badLoan,
  dishonest,
  grades,
  ROUND_TO_THOUSAND_YUAN,
  repaymentOptions,
  repaymentPoints,
  SCORE,
  tenThousandYuan,
  vetoInputs,
  wholeNumber,
  words,
  YEARS,
} from './sample-parts.ts';
import type { ScorecardDraft } from './scorecard.ts';

/** The sample scorecard for merchants. Its figures are invented and are no bank's policy. */
export const merchantDraft: ScorecardDraft = {
  format: 1,
  code: 'SAMPLE_MERCHANT',
  version: 1,
  label: words(
    'Sample scorecard for merchants',
    '商户评级授信示例评分表（本项目示例，非任何银行的制度）',
  ),
  customerKind: 'MERCHANT',
  sample: true,
  inputs: [
    wholeNumber('YEARS_TRADING', words('Years in business', '经营年限'), {
      unit: YEARS,
      max: '120',
    }),
    { code: 'TURNOVER', label: words('Turnover of last year', '上年营业收入'), type: 'MONEY_FEN' },
    {
      code: 'PROFIT',
      label: words('Profit of last year', '上年净利润'),
      type: 'MONEY_FEN',
      min: '-100000000000',
    },
    {
      code: 'SETTLED_HERE',
      label: words('Turnover settled through this bank', '本行结算量'),
      type: 'MONEY_FEN',
    },
    { code: 'DEBTS', label: words('Debts', '负债总额'), type: 'MONEY_FEN' },
    {
      code: 'PREMISES',
      label: words('Premises', '经营场所'),
      type: 'CHOICE',
      options: [
        { code: 'OWNED', label: words('Owned', '自有') },
        { code: 'RENTED', label: words('Rented for a year or more', '租赁一年以上') },
        { code: 'STALL', label: words('Stall or rented for less', '摊位或短租') },
      ],
    },
    {
      code: 'REPAYMENT',
      label: words('Repayment history', '还款记录'),
      type: 'CHOICE',
      options: repaymentOptions,
    },
    ...vetoInputs,
  ],
  errors: [
    {
      code: 'PROFIT_ABOVE_TURNOVER',
      when: {
        op: 'gt',
        left: { op: 'input', input: 'PROFIT' },
        right: { op: 'input', input: 'TURNOVER' },
      },
      message: words('Profit is above turnover.', '净利润大于营业收入。'),
    },
  ],
  items: [
    {
      code: 'EXPERIENCE',
      label: words('Years in business', '经营年限'),
      kind: 'FORMULA',
      formula: {
        op: 'mul',
        of: [
          { op: 'input', input: 'YEARS_TRADING' },
          { op: 'const', value: '2' },
        ],
      },
      cap: '20',
    },
    {
      code: 'MARGIN',
      label: words('Profit margin', '净利润率'),
      kind: 'RANGE',
      measure: {
        kind: 'RATIO',
        of: { input: 'PROFIT' },
        to: { input: 'TURNOVER' },
        withoutBase: { points: '0', refer: true },
      },
      bands: [
        { to: '0', toClosed: true, points: '0' },
        { from: '0', fromOpen: true, to: '0.1', points: '12' },
        { from: '0.1', points: '20' },
      ],
    },
    {
      code: 'SETTLEMENT',
      label: words('Share settled through this bank', '本行结算占比'),
      kind: 'RANGE',
      measure: {
        kind: 'RATIO',
        of: { input: 'SETTLED_HERE' },
        to: { input: 'TURNOVER' },
        withoutBase: { points: '0' },
      },
      bands: [
        { to: '0.2', points: '5' },
        { from: '0.2', to: '0.5', points: '12' },
        { from: '0.5', points: '20' },
      ],
    },
    {
      code: 'DEBT_BURDEN',
      label: words('Debts against turnover', '负债与收入比'),
      kind: 'RANGE',
      measure: {
        kind: 'RATIO',
        of: { input: 'DEBTS' },
        to: { input: 'TURNOVER' },
        withoutBase: { points: '0' },
      },
      bands: [
        { to: '0.3', points: '15' },
        { from: '0.3', to: '0.6', points: '8' },
        { from: '0.6', points: '0' },
      ],
    },
    {
      code: 'PREMISES_KIND',
      label: words('Premises', '经营场所'),
      kind: 'CHOICE',
      input: 'PREMISES',
      options: [
        { option: 'OWNED', points: '10' },
        { option: 'RENTED', points: '6' },
        { option: 'STALL', points: '3' },
      ],
    },
    {
      code: 'REPAYMENT_HISTORY',
      label: words('Repayment history', '履约情况'),
      kind: 'CHOICE',
      input: 'REPAYMENT',
      options: repaymentPoints,
    },
  ],
  score: SCORE,
  grades,
  vetoes: [badLoan, dishonest],
  lines: [
    {
      code: 'CREDIT_LINE',
      label: words('Credit line', '授信额度'),
      audience: 'PUBLIC',
      formula: {
        op: 'mul',
        of: [
          { op: 'coefficient' },
          {
            op: 'lookup',
            input: 'PREMISES',
            table: [
              { option: 'OWNED', value: '0.3' },
              { option: 'RENTED', value: '0.2' },
              { option: 'STALL', value: '0.15' },
            ],
          },
          { op: 'input', input: 'TURNOVER' },
        ],
      },
      roundToFen: ROUND_TO_THOUSAND_YUAN,
      rounding: 'DOWN',
      capFen: tenThousandYuan(50n),
      floor: { fen: tenThousandYuan(1n), below: 'ZERO' },
    },
  ],
};
