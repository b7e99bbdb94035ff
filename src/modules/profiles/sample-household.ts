import type { FormDraft } from './form.ts';
import {
  balanceSection,
  creditSection,
  cropRows,
  livestockRows,
  money,
  onFile,
  PEOPLE,
  placeSection,
  spendingRows,
  whole,
  words,
  workRows,
  years,
} from './sample-parts.ts';

type HouseholdSample = Pick<FormDraft, 'code' | 'label'> & {
  /** What is asked of a farm or a large grower besides. */
  more: FormDraft['sections'];
};

/** The sample form for whoever lives as a household, after the usual collection sheet (信息采集表). */
export const householdForm = ({ code, label, more }: HouseholdSample): FormDraft => ({
  format: 1,
  code,
  label,
  sample: true,
  sections: [
    {
      code: 'IDENTITY',
      label: words('Identity', '基本信息'),
      items: [
        onFile('NAME', words('Head of household', '户主姓名'), 2),
        onFile('ID_NUMBER', words('Identity number of the head', '户主身份证号'), 2),
        onFile('MOBILE', words('Mobile', '联系电话'), 2),
      ],
    },
    placeSection([years('YEARS_RESIDENT', words('Years lived here', '本地居住年限'), '120')]),
    {
      code: 'PEOPLE_AT_HOME',
      label: words('People', '家庭人口'),
      items: [
        whole('PEOPLE', words('People in the household', '家庭人口数'), {
          unit: PEOPLE,
          max: '50',
          required: true,
        }),
        whole('LABOUR', words('People able to work', '劳动力人数'), {
          unit: PEOPLE,
          max: '50',
          required: true,
        }),
        { ...onFile('MEMBERS', words('Members', '家庭成员')), countedBy: 'PEOPLE' },
        {
          code: 'EDUCATION',
          label: words('Education of the head', '户主学历'),
          type: 'CHOICE',
          valueList: 'GB/T 4658',
          weight: 0,
        },
        {
          code: 'HEALTH',
          label: words('Health of the head', '户主健康状况'),
          help: words(
            'Asked with separate consent only; it never lowers a rating.',
            '须单独同意方可采集，不得用于降低评级。',
          ),
          type: 'CHOICE',
          valueList: 'GB/T 2261.3',
          sensitive: true,
          weight: 0,
        },
      ],
    },
    {
      code: 'INCOME',
      label: words('Income and spending', '收入与支出'),
      items: [
        {
          code: 'MAIN_ACTIVITY',
          label: words('Main activity, GB/T 4754', '主要经营项目（GB/T 4754）'),
          type: 'TEXT',
          format: 'INDUSTRY_CODE',
        },
        cropRows,
        livestockRows,
        workRows,
        money('OTHER_INCOME', words('Other income', '其他收入'), { weight: 0 }),
        {
          code: 'NET_INCOME',
          label: words('Net income of last year', '上年纯收入'),
          type: 'COMPUTED',
          result: 'MONEY',
          weight: 4,
          required: true,
          add: [
            { table: 'CROP_ROWS', column: 'INCOME' },
            { table: 'LIVESTOCK_ROWS', column: 'INCOME' },
            { table: 'WORK_ROWS', column: 'INCOME' },
            { item: 'OTHER_INCOME' },
          ],
          subtract: [
            { table: 'CROP_ROWS', column: 'COST' },
            { table: 'LIVESTOCK_ROWS', column: 'COST' },
          ],
        },
        spendingRows,
        {
          code: 'EXPENDITURE',
          label: words('Spending of last year', '上年家庭开支'),
          type: 'COMPUTED',
          result: 'MONEY',
          weight: 2,
          required: true,
          add: [{ table: 'SPENDING_ROWS', column: 'AMOUNT' }],
        },
      ],
    },
    ...more,
    balanceSection,
    creditSection,
  ],
});
