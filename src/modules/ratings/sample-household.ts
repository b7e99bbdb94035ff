import {
  badLoan,
  dishonest,
  grades,
  PEOPLE,
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

/** The sample scorecard for households. Its figures are invented and are no bank's policy. */
export const householdDraft: ScorecardDraft = {
  format: 1,
  code: 'SAMPLE_HOUSEHOLD',
  version: 1,
  label: words(
    'Sample scorecard for households',
    '农户评级授信示例评分表（本项目示例，非任何银行的制度）',
  ),
  customerKind: 'HOUSEHOLD',
  sample: true,
  inputs: [
    wholeNumber('PEOPLE', words('People in the household', '家庭人口'), {
      unit: PEOPLE,
      max: '50',
    }),
    wholeNumber('LABOUR', words('People able to work', '劳动力人数'), { unit: PEOPLE, max: '50' }),
    {
      code: 'NET_INCOME',
      label: words('Net income of last year', '上年家庭纯收入'),
      type: 'MONEY_FEN',
    },
    { code: 'ASSETS', label: words('Assets', '家庭资产'), type: 'MONEY_FEN' },
    { code: 'DEBTS', label: words('Debts', '家庭负债'), type: 'MONEY_FEN' },
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
      guidance: words('Pays debts, keeps promises.', '按时还债，说到做到。'),
    },
    {
      code: 'NEIGHBOURHOOD',
      label: words('Gets on with neighbours', '邻里和睦'),
      type: 'PANEL',
      min: '0',
      max: '10',
    },
    ...vetoInputs,
    {
      ...wholeNumber('HEAD_AGE', words('Age of the head of household', '户主年龄'), {
        unit: YEARS,
        max: '130',
      }),
      sensitiveGround: 'AGE',
      required: false,
    },
    {
      code: 'CIRCUMSTANCES',
      label: words('Special circumstances', '特殊情况'),
      type: 'CHOICE',
      sensitiveGround: 'ILLNESS',
      required: false,
      options: [
        { code: 'NONE', label: words('None', '无') },
        { code: 'LONG_ILLNESS', label: words('Long illness in the household', '家庭成员长期患病') },
        { code: 'WELFARE', label: words('Receives minimum living allowance', '享受最低生活保障') },
      ],
    },
  ],
  bases: [
    {
      code: 'COUNTY_INCOME',
      label: words('Usual household income in the county', '本县户均纯收入'),
      type: 'MONEY_FEN',
      value: tenThousandYuan(6n),
    },
  ],
  errors: [
    {
      code: 'NO_PEOPLE',
      when: {
        op: 'eq',
        left: { op: 'input', input: 'PEOPLE' },
        right: { op: 'const', value: '0' },
      },
      message: words('A household has at least one person.', '家庭人口不能为零。'),
    },
    {
      code: 'LABOUR_ABOVE_PEOPLE',
      when: {
        op: 'gt',
        left: { op: 'input', input: 'LABOUR' },
        right: { op: 'input', input: 'PEOPLE' },
      },
      message: words('More people able to work than people.', '劳动力人数大于家庭人口。'),
    },
  ],
  items: [
    {
      code: 'LABOUR_SHARE',
      label: words('Share of people able to work', '劳动力占比'),
      kind: 'RANGE',
      measure: {
        kind: 'RATIO',
        of: { input: 'LABOUR' },
        to: { input: 'PEOPLE' },
        withoutBase: { points: '0' },
      },
      bands: [
        { to: '0.25', points: '2' },
        { from: '0.25', to: '0.5', points: '5' },
        { from: '0.5', to: '0.75', points: '8' },
        { from: '0.75', points: '10' },
      ],
    },
    {
      code: 'INCOME_LEVEL',
      label: words('Income against the county', '收入水平'),
      kind: 'RANGE',
      measure: {
        kind: 'RATIO',
        of: { input: 'NET_INCOME' },
        to: { base: 'COUNTY_INCOME' },
        withoutBase: { points: '0' },
      },
      bands: [
        { to: '0.5', points: '5' },
        { from: '0.5', to: '1', points: '12' },
        { from: '1', to: '1.5', points: '18' },
        { from: '1.5', points: '25' },
      ],
    },
    {
      code: 'ASSET_LEVEL',
      label: words('Assets', '资产状况'),
      kind: 'RANGE',
      measure: { kind: 'INPUT', input: 'ASSETS' },
      bands: [
        { to: tenThousandYuan(5n), points: '4' },
        { from: tenThousandYuan(5n), to: tenThousandYuan(20n), points: '10' },
        { from: tenThousandYuan(20n), points: '15' },
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
        { to: '0.3', toClosed: true, points: '15' },
        { from: '0.3', fromOpen: true, to: '0.7', toClosed: true, points: '8' },
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
      factor: '0.8',
      digits: 1,
      unanswered: { points: '4' },
    },
    {
      code: 'NEIGHBOURHOOD_REVIEW',
      label: words('Village review: neighbourhood', '村组评议：邻里'),
      kind: 'PANEL',
      input: 'NEIGHBOURHOOD',
      factor: '0.7',
      digits: 1,
      unanswered: { points: '3' },
    },
    {
      code: 'CIRCUMSTANCES_CHECK',
      label: words('Special circumstances', '特殊情况核实'),
      kind: 'CHOICE',
      sensitive: true,
      input: 'CIRCUMSTANCES',
      options: [
        { option: 'NONE', points: '0' },
        { option: 'LONG_ILLNESS', points: '0', refer: true },
        { option: 'WELFARE', points: '0', refer: true },
      ],
    },
    {
      code: 'AGE_CHECK',
      label: words('Age of the head of household', '户主年龄核实'),
      kind: 'RANGE',
      sensitive: true,
      measure: { kind: 'INPUT', input: 'HEAD_AGE' },
      bands: [
        { to: '18', points: '0', refer: true },
        { from: '18', to: '65', points: '0' },
        { from: '65', points: '0', refer: true },
      ],
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
                  { op: 'input', input: 'NET_INCOME' },
                  { op: 'const', value: '2' },
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
      capFen: tenThousandYuan(30n),
      capByGrade: [
        { grade: 'B', capFen: tenThousandYuan(20n) },
        { grade: 'C', capFen: tenThousandYuan(10n) },
        { grade: 'D', capFen: tenThousandYuan(5n) },
        { grade: 'E', capFen: '0' },
      ],
    },
    {
      code: 'PUBLIC_LINE',
      label: words('Public unsecured line', '公示信用额度'),
      audience: 'PUBLIC',
      formula: {
        op: 'min',
        of: [
          { op: 'line', line: 'CEILING' },
          { op: 'const', value: tenThousandYuan(5n) },
        ],
      },
      roundToFen: ROUND_TO_THOUSAND_YUAN,
      rounding: 'DOWN',
      floor: { fen: '500000', below: 'ZERO' },
    },
  ],
};
