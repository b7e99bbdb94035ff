/** Pieces the sample forms share. */
import type { FormDraft } from './form.ts';

type SectionDraft = FormDraft['sections'][number];
export type ItemDraft = SectionDraft['items'][number];
type ColumnDraft = Extract<ItemDraft, { type: 'TABLE' }>['columns'][number];
type Words = { en: string; zh: string };

export const words = (en: string, zh: string): Words => ({ en, zh });
export const PEOPLE = words('people', '人');
const YEARS = words('years', '年');
const MU = words('mu', '亩');
const PIECES = words('pieces', '件');
const HEADS = words('head', '头（只、羽）');

/** 100 million yuan, in fen: more is a slip of the pen. */
const MOST_FEN = '10000000000';

type Named = { code: string; label: Words };
type More = { required?: boolean; weight?: number; min?: string };

export const money = (code: string, label: Words, more: More = {}) => ({
  code,
  label,
  type: 'MONEY' as const,
  max: MOST_FEN,
  ...more,
});
export const whole = (code: string, label: Words, more: More & { unit: Words; max: string }) => ({
  code,
  label,
  type: 'NUMBER' as const,
  ...more,
});
export const years = (code: string, label: Words, max: string) =>
  whole(code, label, { unit: YEARS, max });

type Options = readonly (readonly [code: string, en: string, zh: string])[];
export const options = (entries: Options) =>
  entries.map(([code, en, zh]) => ({ code, label: { en, zh } }));

export const choice = ({ code, label }: Named, entries: Options, more: More = {}) => ({
  code,
  label,
  type: 'CHOICE' as const,
  options: options(entries),
  ...more,
});

export const onFile = (
  field: Extract<ItemDraft, { type: 'FILE' }>['field'],
  label: Words,
  weight = 1,
) => ({ code: field, label, type: 'FILE' as const, field, weight });

/** What somebody typed: a name perhaps, so always sealed. */
const freeText = (code: string, label: Words, required = false) => ({
  code,
  label,
  type: 'TEXT' as const,
  sensitive: true,
  maxLength: 64,
  required,
});

type Columns = { columns: ColumnDraft[]; weight?: number };
const table = ({ code, label }: Named, { columns, weight = 1 }: Columns) => ({
  code,
  label,
  type: 'TABLE' as const,
  columns,
  weight,
});

const needed = { required: true };

export const placeSection = (extra: ItemDraft[] = []): SectionDraft => ({
  code: 'PLACE',
  label: words('Place', '网格与住址'),
  items: [
    onFile('GRID', words('Grid', '所属网格'), 2),
    onFile('AREA', words('Village or community', '村（社区）')),
    onFile('ADDRESS', words('Address', '详细地址')),
    onFile('POINT', words('Point on the map', '地图点位'), 0),
    ...extra,
  ],
});

export const creditSection: SectionDraft = {
  code: 'CREDIT',
  label: words('Credit', '信用情况'),
  items: [
    choice(
      { code: 'REPAYMENT', label: words('How earlier credit was repaid', '履约记录') },
      [
        ['ON_TIME', 'Always on time', '按时足额还款'],
        ['NO_HISTORY', 'Never borrowed', '无借款记录'],
        ['SHORT_DELAY', 'Once up to 30 days late, made good', '曾逾期30天以内并已还清'],
        ['LONG_DELAY', 'Once more than 30 days late', '曾逾期30天以上'],
      ],
      { weight: 2, required: true },
    ),
    {
      code: 'CREDIT_REPORT_CONSENT',
      label: words('Consent to query the credit registry', '征信查询授权'),
      type: 'BOOLEAN',
    },
    choice({ code: 'FINANCING_NEED', label: words('What finance is wanted for', '融资需求') }, [
      ['NONE', 'Nothing', '无'],
      ['PRODUCTION', 'Production', '生产'],
      ['BUSINESS', 'Business', '经营周转'],
      ['CONSUMPTION', 'Consumption', '消费'],
      ['HOUSING', 'Housing', '住房'],
      ['OTHER', 'Other', '其他'],
    ]),
    {
      ...money('FINANCING_AMOUNT', words('How much is wanted', '融资需求金额'), { weight: 0 }),
      askedWhen: {
        item: 'FINANCING_NEED',
        is: ['PRODUCTION', 'BUSINESS', 'CONSUMPTION', 'HOUSING', 'OTHER'],
      },
    },
  ],
};

export const assetRows = table(
  { code: 'ASSET_ROWS', label: words('Assets one by one', '资产明细') },
  {
    weight: 0,
    columns: [
      choice(
        { code: 'KIND', label: words('Kind', '类别') },
        [
          ['HOUSE', 'House', '房产'],
          ['APPLIANCE', 'Household appliances', '家电'],
          ['FURNITURE', 'Furniture', '家具'],
          ['VEHICLE', 'Vehicle', '交通工具'],
          ['MACHINE', 'Farm machine', '农机具'],
          ['STOCK', 'Stock in trade', '存货'],
          ['SHARE', 'Shares', '股权'],
          ['DEPOSIT', 'Deposits and cash', '存款现金'],
          ['OTHER', 'Other', '其他'],
        ],
        needed,
      ),
      whole('QUANTITY', words('Quantity', '数量'), { unit: PIECES, max: '1000000' }),
      money('ORIGINAL_VALUE', words('Original value', '原值')),
      money('PRESENT_VALUE', words('Present value', '现值'), needed),
    ],
  },
);

export const debtRows = table(
  { code: 'DEBT_ROWS', label: words('Debts one by one', '负债明细') },
  {
    weight: 0,
    columns: [
      choice(
        { code: 'KIND', label: words('Kind', '类别') },
        [
          ['THIS_BANK', 'This bank', '本行'],
          ['OTHER_BANK', 'Another bank', '他行'],
          ['CREDIT_CARD', 'Credit card', '信用卡'],
          ['PRIVATE', 'Private loan', '民间借贷'],
          ['OTHER', 'Other', '其他'],
        ],
        needed,
      ),
      freeText('CREDITOR', words('Creditor', '债权人')),
      money('AMOUNT', words('Amount', '金额'), needed),
    ],
  },
);

/** Assets and debts with their totals, which scorecards read. */
export const balanceSection: SectionDraft = {
  code: 'BALANCE',
  label: words('Assets and debts', '资产负债'),
  items: [
    assetRows,
    {
      code: 'ASSETS',
      label: words('Assets', '资产合计'),
      type: 'COMPUTED',
      result: 'MONEY',
      weight: 2,
      required: true,
      add: [{ table: 'ASSET_ROWS', column: 'PRESENT_VALUE' }],
    },
    debtRows,
    {
      code: 'DEBTS',
      label: words('Debts', '负债合计'),
      type: 'COMPUTED',
      result: 'MONEY',
      weight: 2,
      required: true,
      add: [{ table: 'DEBT_ROWS', column: 'AMOUNT' }],
    },
  ],
};

/** Investment is what was spent on the season; income is before it. */
const yields = [
  money('COST', words('Investment and cost', '投入和支出'), needed),
  money('INCOME', words('Income', '收入'), needed),
];

export const cropRows = table(
  { code: 'CROP_ROWS', label: words('Crops', '种植') },
  {
    weight: 0,
    columns: [
      {
        code: 'CROP',
        label: words('Crop, GB/T 4754', '品种（GB/T 4754）'),
        type: 'TEXT',
        format: 'INDUSTRY_CODE',
        required: true,
      },
      {
        code: 'LAND',
        label: words('Land', '面积'),
        type: 'NUMBER',
        unit: MU,
        decimals: 2,
        max: '1000000',
      },
      ...yields,
    ],
  },
);

export const livestockRows = table(
  { code: 'LIVESTOCK_ROWS', label: words('Livestock and fish', '养殖') },
  {
    weight: 0,
    columns: [
      {
        code: 'ANIMAL',
        label: words('Animal, GB/T 4754', '品种（GB/T 4754）'),
        type: 'TEXT',
        format: 'INDUSTRY_CODE',
        required: true,
      },
      whole('HEADS', words('Number', '数量'), { unit: HEADS, max: '10000000' }),
      ...yields,
    ],
  },
);

export const workRows = table(
  { code: 'WORK_ROWS', label: words('Paid work', '劳务') },
  {
    weight: 0,
    columns: [
      {
        code: 'WORK',
        label: words('Industry', '行业'),
        type: 'CHOICE',
        valueList: 'GB/T 4754',
        required: true,
      },
      whole('PERSONS', words('People', '人数'), { unit: PEOPLE, max: '50' }),
      freeText('EMPLOYER', words('Employer', '用工单位')),
      money('INCOME', words('Income', '收入'), needed),
    ],
  },
);

export const spendingRows = table(
  { code: 'SPENDING_ROWS', label: words('Spending', '家庭开支') },
  {
    weight: 0,
    columns: [
      choice(
        { code: 'KIND', label: words('Kind', '类别') },
        [
          ['LIVING', 'Living', '生活'],
          ['EDUCATION', 'Education', '教育'],
          ['MEDICAL', 'Medical', '医疗'],
          ['GIFTS', 'Gifts', '人情往来'],
          ['OTHER', 'Other', '其他'],
        ],
        needed,
      ),
      money('AMOUNT', words('Amount', '金额'), needed),
    ],
  },
);
