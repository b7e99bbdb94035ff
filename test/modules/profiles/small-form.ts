import type { FormDraft } from '../../../src/modules/profiles/form.ts';

const words = (text: string) => ({ en: text, zh: `${text}（中）` });
export const named = (code: string) => ({ code, label: words(code) });

/** A form with an item of every type, small enough to read in one look. */
export const smallForm = (): FormDraft => ({
  format: 1,
  ...named('SMALL'),
  sections: [
    {
      ...named('INCOME'),
      items: [
        { ...named('FARMS'), type: 'BOOLEAN', required: true },
        {
          ...named('CROPS'),
          type: 'TABLE',
          maxRows: 3,
          askedWhen: { item: 'FARMS', is: [true] },
          columns: [
            { ...named('CROP'), type: 'CHOICE', options: [named('RICE'), named('WHEAT')] },
            { ...named('INCOME'), type: 'MONEY', required: true },
            { ...named('BUYER'), type: 'TEXT', sensitive: true, maxLength: 10 },
          ],
        },
        { ...named('WAGES'), type: 'MONEY', max: '100000000' },
        {
          ...named('TOTAL'),
          type: 'COMPUTED',
          result: 'MONEY',
          required: true,
          weight: 2,
          add: [{ table: 'CROPS', column: 'INCOME' }, { item: 'WAGES' }],
        },
      ],
    },
    {
      ...named('BALANCE'),
      items: [
        { ...named('LAND'), type: 'NUMBER', unit: words('mu'), decimals: 2, max: '1000' },
        { ...named('SINCE'), type: 'DATE', notAfterToday: true },
        { ...named('INDUSTRY'), type: 'TEXT', format: 'INDUSTRY_CODE' },
        { ...named('HEALTH'), type: 'CHOICE', valueList: 'GB/T 2261.3', sensitive: true },
        { ...named('REMARK'), type: 'TEXT', sensitive: true, maxLength: 20, weight: 0 },
        { ...named('MOBILE'), type: 'FILE', field: 'MOBILE' },
      ],
    },
    {
      ...named('CREDIT'),
      items: [{ ...named('RECORD'), type: 'CHOICE', options: [named('GOOD'), named('BAD')] }],
    },
  ],
});
