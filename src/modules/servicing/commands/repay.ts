import { z } from 'zod';
import { LoanRecomputation } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, machineReference, money, ref } from '../../../kernel/commands/input.ts';
import { onLoan } from '../loan-objects.ts';
import { REFERENCE_LENGTH, receiveRepayment, tell } from '../repaying.ts';

export const repayLoan = command({
  name: 'loan.repay',
  permission: 'loan.repay',
  scope: 'references',
  title: { en: 'Report a repayment', zh: '还款入账' },
  description: {
    en: 'A repayment the bank core has booked, also of an earlier day: delay, amounts and class are computed anew from all facts, as if each had been known on its day. One that comes before the disbursement is confirmed waits for it. Money paid ahead with `recomputation`, where the product takes a part of that size so, pays the interest so far and lowers principal on its day; without, it waits for the next instalments. The same reference sent again changes nothing; with another amount, day or loan it is refused.',
    zh: '核心系统已入账的还款，可为以前日期：逾期、余额与分类按全部事实重新计算，与及时入账结果一致；放款回执之前到达的还款先行留存。注明 recomputation 的提前还款须符合产品约定的方式和起点金额，当日结息并冲减本金，未注明的用于以后各期。同一流水号重复发送不产生影响，金额、日期或贷款不同则拒绝。',
  },
  on: onLoan,
  input: z.object({
    reference: machineReference(REFERENCE_LENGTH),
    amount: money(),
    paidOn: date(),
    recomputation: enumeration('LoanRecomputation', LoanRecomputation)
      .optional()
      .describe('Paid ahead of time: interest to the day, then principal. 提前还款后的计划调整'),
  }),
  result: z.object({ loan: ref('Loan') }),
  acts: ['loan.repaid', 'loan.repayment-held', 'loan.report-repeated'],
  errors: [
    'loan.illegal_transition',
    'loan.nothing_outstanding',
    'loan.reference_conflict',
    'loan.date_in_future',
    'loan.date_too_early',
    'loan.early_repayment_not_offered',
    'loan.early_repayment_too_small',
  ],
  async handler(tx, { amount: amountFen, ...input }, context) {
    const repayment = { ...input, amountFen };
    tell(context, repayment, await receiveRepayment(tx, context, repayment));
    return { loan: context.target.id };
  },
});
