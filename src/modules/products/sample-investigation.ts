/**
 * The sample form of an investigation, after what the Measures for Loans to Farm Households ask to
 * be looked into. A bank writes its own.
 */
import type { z } from 'zod';
import type { investigationSchema } from './investigation.ts';

type SectionDraft = z.input<typeof investigationSchema>['sections'][number];
type ItemDraft = SectionDraft['items'][number];
type Words = { en: string; zh: string };

const words = (en: string, zh: string): Words => ({ en, zh });
const needed = { required: true };

const check = (code: string, label: Words): ItemDraft => ({
  code,
  label,
  type: 'BOOLEAN',
  ...needed,
});
const money = (code: string, label: Words): ItemDraft => ({
  code,
  label,
  type: 'MONEY',
  max: '10000000000',
  ...needed,
});
const difference = (code: string, label: Words, [of, less]: [string, string]): ItemDraft => ({
  code,
  label,
  type: 'COMPUTED',
  result: 'MONEY',
  add: [{ item: of }],
  subtract: [{ item: less }],
});
const note = (code: string, label: Words, required = false): ItemDraft => ({
  code,
  label,
  type: 'TEXT',
  sensitive: true,
  maxLength: 500,
  required,
});

type Options = readonly (readonly [code: string, en: string, zh: string])[];
const choice = (code: string, label: Words, options: Options): ItemDraft => ({
  code,
  label,
  type: 'CHOICE',
  options: options.map(([each, en, zh]) => ({ code: each, label: { en, zh } })),
  ...needed,
});

const creditors: ItemDraft = {
  code: 'DEBT_ROWS',
  label: words('Debts one by one', '负债明细'),
  type: 'TABLE',
  columns: [
    {
      code: 'CREDITOR',
      label: words('Creditor', '债权人'),
      type: 'TEXT',
      sensitive: true,
      maxLength: 64,
    },
    { code: 'AMOUNT', label: words('Amount', '金额'), type: 'MONEY', ...needed },
  ],
};

export const sampleInvestigation: z.input<typeof investigationSchema> = {
  sections: [
    {
      code: 'BORROWER',
      label: words('Borrower', '借款人基本情况'),
      items: [
        check('IDENTITY_SEEN', words('Identity seen and right', '身份已核实')),
        choice('CONDUCT', words('Standing in the village', '品行与邻里评价'), [
          ['GOOD', 'Good', '良好'],
          ['ORDINARY', 'Ordinary', '一般'],
          ['POOR', 'Poor', '较差'],
        ]),
        note('BORROWER_NOTE', words('What else was seen', '其他情况')),
      ],
      mustHold: ['IDENTITY_SEEN'],
    },
    {
      code: 'INCOME',
      label: words('Income and spending', '收入支出'),
      items: [
        check('INCOME_SEEN', words('Income checked', '收入已核实')),
        money('YEARLY_INCOME', words('Income of a year', '年收入')),
        money('YEARLY_SPENDING', words('Spending of a year', '年支出')),
        difference('YEARLY_NET', words('Left over in a year', '年净收入'), [
          'YEARLY_INCOME',
          'YEARLY_SPENDING',
        ]),
      ],
      mustHold: ['INCOME_SEEN'],
    },
    {
      code: 'BALANCE',
      label: words('Assets and debts', '资产负债'),
      items: [
        check('DEBTS_SEEN', words('Debts checked', '负债已核实')),
        money('ASSETS', words('Assets', '资产合计')),
        money('DEBTS', words('Debts', '负债合计')),
        difference('NET_WORTH', words('Net worth', '净资产'), ['ASSETS', 'DEBTS']),
        creditors,
      ],
      mustHold: ['DEBTS_SEEN'],
    },
    {
      code: 'CREDIT',
      label: words('Credit record', '信用状况'),
      items: [
        check('REGISTRY_READ', words('Credit registry queried', '已查询征信')),
        choice('RECORD', words('How earlier credit was repaid', '履约记录'), [
          ['ON_TIME', 'On time', '按时还款'],
          ['NO_HISTORY', 'Never borrowed', '无借款记录'],
          ['DELAYED', 'Late at times', '曾有逾期'],
        ]),
        {
          code: 'LONGEST_DELAY',
          label: words('Longest delay', '最长逾期天数'),
          type: 'NUMBER',
          unit: words('days', '天'),
          max: '10000',
          ...needed,
          askedWhen: { item: 'RECORD', is: ['DELAYED'] },
        },
      ],
      mustHold: ['REGISTRY_READ'],
    },
    {
      code: 'PURPOSE',
      label: words('Purpose', '贷款用途'),
      items: [
        check('PURPOSE_TRUE', words('Purpose checked', '用途已核实')),
        money('EXPECTED_RETURN', words('Expected return', '预期收益')),
        note('RISKS', words('Risks', '风险分析')),
      ],
      mustHold: ['PURPOSE_TRUE'],
    },
    {
      code: 'REPAYMENT',
      label: words('Repayment', '还款来源与意愿'),
      items: [
        choice('SOURCE', words('Repaid from', '还款来源'), [
          ['FARMING', 'Farming', '种养收入'],
          ['BUSINESS', 'Business', '经营收入'],
          ['WAGES', 'Wages', '工资劳务'],
          ['OTHER', 'Something else', '其他'],
        ]),
        choice('WILL', words('Will to repay', '还款意愿'), [
          ['STRONG', 'Strong', '强'],
          ['DOUBTFUL', 'Doubtful', '存疑'],
        ]),
        note('SOURCE_NOTE', words('In words', '还款来源说明'), true),
      ],
    },
    {
      code: 'GUARANTOR',
      label: words('Guarantors', '保证人'),
      when: { guarantees: ['GUARANTEE', 'JOINT_GUARANTEE'] },
      items: [
        check('GUARANTOR_WILLING', words('Guarantors asked and willing', '保证意愿已核实')),
        money('GUARANTOR_INCOME', words('Their income of a year', '保证人年收入')),
      ],
      mustHold: ['GUARANTOR_WILLING'],
    },
    {
      code: 'COLLATERAL',
      label: words('Collateral', '抵质押物'),
      when: { guarantees: ['MORTGAGE', 'PLEDGE'] },
      items: [
        check('COLLATERAL_SEEN', words('Seen, and owned as said', '现场查看且权属清晰')),
        money('COLLATERAL_VALUE', words('Value by the investigators', '调查估值')),
      ],
      mustHold: ['COLLATERAL_SEEN'],
    },
  ],
};
