import type { FormDraft } from './form.ts';
import {
  balanceSection,
  choice,
  creditSection,
  type ItemDraft,
  money,
  onFile,
  PEOPLE,
  placeSection,
  whole,
  words,
} from './sample-parts.ts';

type BusinessSample = Pick<FormDraft, 'code' | 'label'> & {
  /** Always registered, and represented by somebody. */
  organisation: boolean;
};

const BUSINESS_ITEMS: ItemDraft[] = [
  {
    code: 'INDUSTRY',
    label: words('Industry, GB/T 4754', '所属行业（GB/T 4754）'),
    type: 'TEXT',
    format: 'INDUSTRY_CODE',
  },
  {
    code: 'STARTED_ON',
    label: words('In business since', '开业时间'),
    type: 'DATE',
    notAfterToday: true,
  },
  choice({ code: 'PREMISES', label: words('Premises', '经营场所') }, [
    ['OWNED', 'Owned', '自有'],
    ['RENTED', 'Rented for more than a year', '租赁一年以上'],
    ['STALL', 'A stall, let for short, or none', '摊位、短租或无固定场所'],
  ]),
  whole('EMPLOYEES', words('Employees', '从业人数'), { unit: PEOPLE, max: '1000000' }),
  money('TURNOVER', words('Turnover of last year', '上年营业收入'), {
    weight: 2,
    required: true,
  }),
  {
    ...money('PROFIT', words('Profit of last year', '上年净利润'), { min: '-10000000000' }),
    help: words('Negative for a loss.', '亏损填负数。'),
  },
];

export const businessSection: FormDraft['sections'][number] = {
  code: 'BUSINESS',
  label: words('Business', '经营情况'),
  items: BUSINESS_ITEMS,
};

const creditCode = onFile(
  'CREDIT_CODE',
  words('Unified social credit code', '统一社会信用代码'),
  2,
);

/** A sole trader need not be registered. */
const registration: ItemDraft[] = [
  choice({ code: 'REGISTRATION', label: words('Registered or not', '是否办理营业执照') }, [
    ['REGISTERED', 'Registered', '已登记'],
    ['UNREGISTERED', 'Not registered', '未登记'],
  ]),
  { ...creditCode, askedWhen: { item: 'REGISTRATION', is: ['REGISTERED'] } },
];

/** The sample form for whoever carries on a business. */
export const businessForm = ({ code, label, organisation }: BusinessSample): FormDraft => ({
  format: 1,
  code,
  label,
  sample: true,
  sections: [
    {
      code: 'IDENTITY',
      label: words('Identity', '基本信息'),
      items: [
        onFile('BUSINESS_NAME', words('Name of the business', '商户（单位）名称'), 2),
        ...(organisation ? [creditCode] : registration),
        onFile('NAME', words('Owner or legal representative', '经营者（法定代表人）姓名'), 2),
        onFile('ID_NUMBER', words('Identity number', '身份证号'), 2),
        onFile('MOBILE', words('Mobile', '联系电话'), 2),
      ],
    },
    placeSection(),
    businessSection,
    balanceSection,
    creditSection,
  ],
});
