import { z } from 'zod';
import { json, text } from '../../kernel/commands/input.ts';

/** What an investigator found: by the form of the product, or by the fixed list where it has none. */
export const findingsInput = {
  findings: json()
    .optional()
    .describe(
      'By item code of the product\'s form, e.g. `{"YEARLY_INCOME": "52000.00"}`; `LoanProduct.content.investigation` is the form. 按产品调查表项目代码填写',
    ),
  identityChecked: z.boolean().optional().describe('Without a form. 无调查表时填写'),
  incomeChecked: z.boolean().optional().describe('Without a form. 无调查表时填写'),
  debtsChecked: z.boolean().optional().describe('Without a form. 无调查表时填写'),
  purposeConfirmed: z.boolean().optional().describe('Without a form. 无调查表时填写'),
  repaymentSource: text(500).optional().describe('Without a form. 无调查表时填写'),
};
