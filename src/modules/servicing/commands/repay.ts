import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, identifier, money, ref } from '../../../kernel/commands/input.ts';
import { onLoan } from '../loan-objects.ts';
import { REFERENCE_LENGTH, receiveRepayment, tell } from '../repaying.ts';

export const repayLoan = command({
  name: 'loan.repay',
  permission: 'loan.repay',
  scope: 'references',
  title: { en: 'Report a repayment', zh: '还款入账' },
  description: {
    en: 'A repayment the bank core has booked, also of an earlier day: delay, amounts and class are computed anew from all facts, as if each had been known on its day. One that comes before the disbursement is confirmed waits for it. The same reference sent again changes nothing; with another amount, day or loan it is refused.',
    zh: '核心系统已入账的还款，可为以前日期：逾期、余额与分类按全部事实重新计算，与及时入账结果一致；放款回执之前到达的还款先行留存。同一流水号重复发送不产生影响，金额、日期或贷款不同则拒绝。',
  },
  on: onLoan,
  input: z.object({ reference: identifier(REFERENCE_LENGTH), amount: money(), paidOn: date() }),
  result: z.object({ loan: ref('Loan') }),
  acts: ['loan.repaid', 'loan.repayment-held', 'loan.report-repeated'],
  errors: [
    'loan.illegal_transition',
    'loan.nothing_outstanding',
    'loan.reference_conflict',
    'loan.date_in_future',
    'loan.date_too_early',
  ],
  async handler(tx, { reference, amount: amountFen, paidOn }, context) {
    const repayment = { reference, amountFen, paidOn };
    tell(context, repayment, await receiveRepayment(tx, context, repayment));
    return { loan: context.target.id };
  },
});
