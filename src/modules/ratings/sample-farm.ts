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

type FarmSample = {
  kind: CustomerKind;
  label: Label;
  /** Turnover from which on a farm of the kind is of a good size, in ten thousand yuan. */
  goodSize: bigint;
};

/** The sample scorecard for who farms at scale. Its figures are invented and are no bank's policy. */
export const farmDraft = ({ kind, label, goodSize }: FarmSample): ScorecardDraft => ({
  format: 1,
  code: `SAMPLE_${kind}`,
  version: 1,
  label: words(
    `Sample scorecard for ${label.en}`,
    `${label.zh}评级授信示例评分表（本项目示例，非任何银行的制度）`,
  ),
  customerKind: kind,
  sample: true,
  inputs: [
    { code: 'TURNOVER', label: words('Turnover of last year', '上年营业收入'), type: 'MONEY_FEN' },
    {
      code: 'NET_INCOME',
      label: words('Net income of last year', '上年纯收入'),
      type: 'MONEY_FEN',
      min: '-100000000000',
    },
    { code: 'ASSETS', label: words('Assets', '资产'), type: 'MONEY_FEN' },
    { code: 'DEBTS', label: words('Debts', '负债'), type: 'MONEY_FEN' },
    wholeNumber('YEARS_RESIDENT', words('Years lived here', '本地居住年限'), {
      unit: YEARS,
      max: '120',
    }),
    {
      code: 'REPAYMENT',
      label: words('Repayment history', '还款记录'),
      type: 'CHOICE',
      options: repaymentOptions,
    },
    {
      code: 'INTEGRITY',
      label: words('Keeps their word', '诚实守信'),
      type: 'PANEL',
      min: '0',
      max: '10',
      guidance: words(
        'Pays debts, wages and rent of land on time.',
        '按时归还借款、支付工资与土地租金。',
      ),
    },
    ...vetoInputs,
  ],
  bases: [
    {
      code: 'GOOD_SIZE',
      label: words('Turnover of a farm of good size', '适度规模经营收入'),
      type: 'MONEY_FEN',
      value: tenThousandYuan(goodSize),
    },
  ],
  errors: [
    {
      code: 'NOTHING_FARMED',
      when: {
        op: 'and',
        of: [
          {
            op: 'eq',
            left: { op: 'input', input: 'TURNOVER' },
            right: { op: 'const', value: '0' },
          },
          {
            op: 'eq',
            left: { op: 'input', input: 'ASSETS' },
            right: { op: 'const', value: '0' },
          },
        ],
      },
      message: words('A farm has turnover or assets.', '经营收入与资产不能均为零。'),
    },
  ],
  items: [
    {
      code: 'SCALE',
      label: words('Size', '经营规模'),
      kind: 'RANGE',
      measure: {
        kind: 'RATIO',
        of: { input: 'TURNOVER' },
        to: { base: 'GOOD_SIZE' },
        withoutBase: { points: '0' },
      },
      bands: [
        { to: '0.3', points: '6' },
        { from: '0.3', to: '1', points: '14' },
        { from: '1', points: '20' },
      ],
    },
    {
      code: 'MARGIN',
      label: words('What is left of turnover', '收益率'),
      kind: 'RANGE',
      measure: {
        kind: 'RATIO',
        of: { input: 'NET_INCOME' },
        to: { input: 'TURNOVER' },
        withoutBase: { points: '0', refer: true },
      },
      bands: [
        { to: '0', toClosed: true, points: '0' },
        { from: '0', fromOpen: true, to: '0.15', points: '14' },
        { from: '0.15', points: '25' },
      ],
    },
    {
      code: 'DEBT_RATIO',
      label: words('Debts against assets', '资产负债率'),
      kind: 'RANGE',
      measure: {
        kind: 'RATIO',
        of: { input: 'DEBTS' },
        to: { input: 'ASSETS' },
        withoutBase: { points: '0', refer: true },
      },
      bands: [
        { to: '0.4', toClosed: true, points: '25' },
        { from: '0.4', fromOpen: true, to: '0.7', toClosed: true, points: '12' },
        { from: '0.7', fromOpen: true, points: '0' },
      ],
    },
    {
      code: 'REPAYMENT_HISTORY',
      label: words('Repayment history', '履约情况'),
      kind: 'CHOICE',
      input: 'REPAYMENT',
      options: repaymentPoints,
    },
    {
      code: 'RESIDENCE',
      label: words('Years lived here', '居住稳定性'),
      kind: 'STEPS',
      measure: { kind: 'INPUT', input: 'YEARS_RESIDENT' },
      standard: '5',
      points: '5',
      below: { step: '1', points: '1', effect: 'DEDUCT' },
      floor: '0',
    },
    {
      code: 'INTEGRITY_REVIEW',
      label: words('Village review: integrity', '村组评议：诚信'),
      kind: 'PANEL',
      input: 'INTEGRITY',
      digits: 1,
      unanswered: { points: '5' },
    },
  ],
  score: SCORE,
  grades,
  vetoes: [badLoan, dishonest],
  lines: [
    {
      code: 'CEILING',
      label: words('Internal ceiling', '内部授信上限'),
      audience: 'INTERNAL',
      formula: {
        op: 'mul',
        of: [
          { op: 'coefficient' },
          {
            op: 'min',
            of: [
              {
                op: 'mul',
                of: [
                  { op: 'input', input: 'TURNOVER' },
                  { op: 'const', value: '0.4' },
                ],
              },
              {
                op: 'sub',
                left: { op: 'input', input: 'ASSETS' },
                right: { op: 'input', input: 'DEBTS' },
              },
            ],
          },
        ],
      },
      roundToFen: ROUND_TO_THOUSAND_YUAN,
      rounding: 'DOWN',
      capFen: tenThousandYuan(100n),
    },
    {
      code: 'PUBLIC_LINE',
      label: words('Public unsecured line', '公示信用额度'),
      audience: 'PUBLIC',
      formula: {
        op: 'min',
        of: [
          { op: 'line', line: 'CEILING' },
          { op: 'const', value: tenThousandYuan(20n) },
        ],
      },
      roundToFen: ROUND_TO_THOUSAND_YUAN,
      rounding: 'DOWN',
      floor: { fen: tenThousandYuan(1n), below: 'ZERO' },
    },
  ],
});
