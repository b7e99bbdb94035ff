import type { CustomerKind } from '../../generated/enums.ts';
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
import type { Label } from './scorecard-values.ts';

type EnterpriseSample = {
  kind: CustomerKind;
  label: Label;
  /** What is counted besides money, and the counts from which it gives half and all its points. */
  reach: { code: string; label: Label; unit: Label; half: string; full: string };
  /** Of turnover, at most. */
  share: string;
  /** In ten thousand yuan. */
  cap: bigint;
};

/** The sample scorecard for organisations. Its figures are invented and are no bank's policy. */
export const enterpriseDraft = (sample: EnterpriseSample): ScorecardDraft => ({
  format: 1,
  code: `SAMPLE_${sample.kind}`,
  version: 1,
  label: words(
    `Sample scorecard for ${sample.label.en}`,
    `${sample.label.zh}评级授信示例评分表（本项目示例，非任何银行的制度）`,
  ),
  customerKind: sample.kind,
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
      min: '-1000000000000',
    },
    { code: 'ASSETS', label: words('Assets', '资产总额'), type: 'MONEY_FEN' },
    { code: 'DEBTS', label: words('Debts', '负债总额'), type: 'MONEY_FEN' },
    {
      code: 'SETTLED_HERE',
      label: words('Turnover settled through this bank', '本行结算量'),
      type: 'MONEY_FEN',
    },
    wholeNumber(sample.reach.code, sample.reach.label, {
      unit: sample.reach.unit,
      max: '1000000',
    }),
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
  items: [...moneyItems, reachItem(sample)],
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
          { op: 'const', value: sample.share },
          { op: 'input', input: 'TURNOVER' },
        ],
      },
      roundToFen: tenThousandYuan(1n),
      rounding: 'DOWN',
      capFen: tenThousandYuan(sample.cap),
      floor: { fen: ROUND_TO_THOUSAND_YUAN, below: 'ZERO' },
    },
  ],
});

const reachItem = ({ reach }: EnterpriseSample): ScorecardDraft['items'][number] => ({
  code: 'REACH',
  label: reach.label,
  kind: 'RANGE',
  measure: { kind: 'INPUT', input: reach.code },
  bands: [
    { to: reach.half, points: '3' },
    { from: reach.half, to: reach.full, points: '6' },
    { from: reach.full, points: '10' },
  ],
});

const moneyItems: ScorecardDraft['items'] = [
  {
    code: 'EXPERIENCE',
    label: words('Years in business', '经营年限'),
    kind: 'STEPS',
    measure: { kind: 'INPUT', input: 'YEARS_TRADING' },
    standard: '5',
    points: '15',
    below: { step: '1', points: '3', effect: 'DEDUCT' },
    floor: '0',
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
      { from: '0', fromOpen: true, to: '0.08', points: '12' },
      { from: '0.08', points: '20' },
    ],
  },
  {
    code: 'LEVERAGE',
    label: words('Debts against assets', '资产负债率'),
    kind: 'RANGE',
    measure: {
      kind: 'RATIO',
      of: { input: 'DEBTS' },
      to: { input: 'ASSETS' },
      withoutBase: { points: '0', refer: true },
    },
    bands: [
      { to: '0.5', toClosed: true, points: '25' },
      { from: '0.5', fromOpen: true, to: '0.7', toClosed: true, points: '12' },
      { from: '0.7', fromOpen: true, points: '0' },
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
      { to: '0.2', points: '4' },
      { from: '0.2', to: '0.5', points: '10' },
      { from: '0.5', points: '15' },
    ],
  },
  {
    code: 'REPAYMENT_HISTORY',
    label: words('Repayment history', '履约情况'),
    kind: 'CHOICE',
    input: 'REPAYMENT',
    options: repaymentPoints,
  },
];
