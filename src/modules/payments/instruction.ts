import { yuanOf } from '../../kernel/money.ts';
import type { LoanRow } from '../loans/index.ts';
import type { DisbursementRow } from './stored.ts';

/** What the core needs to carry an instruction out; the same however often it is told. */
export const instructionOf = (loan: LoanRow, drawing: DisbursementRow) => ({
  instruction: drawing.instruction,
  amount: yuanOf(drawing.amount_fen),
  currency: 'CNY',
  paymentMethod: drawing.payment_method,
  payeeReference: drawing.payee_reference ?? undefined,
  accountReference: drawing.account_reference ?? undefined,
  product: loan.product,
  termMonths: loan.term_months,
  annualRate: loan.annual_rate,
  repaymentMethod: loan.repayment_method,
  dayCount: loan.day_count,
});
