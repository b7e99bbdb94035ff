/** What a loan costs beside its interest, and who bears part of that. */
import { z } from 'zod';
import { code, fen, label, months, percent, points } from './content-values.ts';

const named = { code, label };

export const charge = z
  .strictObject({
    ...named,
    collector: label.describe('Who takes the money. 收取方'),
    payer: z.enum(['BORROWER', 'BANK']).describe('Who bears it. 承担方'),
    basis: z
      .enum(['FIXED_AMOUNT', 'PERCENT_OF_AMOUNT', 'PERCENT_A_YEAR'])
      .describe('Of the amount lent, or a year of what is outstanding. 计费方式'),
    amountFen: fen.optional().describe('For FIXED_AMOUNT. 金额（分）'),
    percent: percent.optional().describe('For the other two. 费率（%）'),
    due: z
      .enum(['AT_DISBURSEMENT', 'WITH_INSTALMENTS', 'ON_EVENT'])
      .describe('When it falls due. 收取时点'),
    contingent: z
      .boolean()
      .default(false)
      .describe('Only on default or on the borrower’s own wish; outside the normal cost. 或有费用'),
  })
  .describe('A cost item to be disclosed before signing. 收费项目');
export type Charge = z.output<typeof charge>;

export const subsidy = z
  .strictObject({
    points: points
      .describe('Percentage points of the rate that are borne; `share` instead. 贴息点数')
      .optional(),
    share: percent.optional().describe('Percent of the interest that is borne. 贴息比例（%）'),
    payer: label.describe('Who bears it. 贴息方'),
    upToFen: fen.describe('On principal up to this much. 贴息本金上限（分）'),
    upToMonths: months.describe('For so many months from disbursement. 贴息期限（月）'),
    whileOverdue: z
      .boolean()
      .default(false)
      .describe('Also for interest of overdue days. 逾期期间是否贴息'),
    settlement: z
      .enum(['MONTHLY', 'QUARTERLY', 'YEARLY', 'AT_SETTLEMENT'])
      .describe('How often it is claimed. 结算周期'),
  })
  .describe('Interest borne by somebody else. 贴息');
export type Subsidy = z.output<typeof subsidy>;
