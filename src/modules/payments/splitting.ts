import { addDays } from '../../kernel/dates.ts';
import type { Tx } from '../../kernel/db/index.ts';
import type { LoanPurpose, LoanRow } from '../loans/index.ts';
import { type Payee, type Payment, paymentRulesOn } from './drawing-payment.ts';
import { selfPaymentLimit, splitRulesOn, splitWith } from './split-rules.ts';
import { selfPaidSince } from './stored.ts';

type Drawn = {
  instruction: string;
  amountFen: bigint;
  payee: Payee;
  payment: Payment;
  today: string;
};

/**
 * Instructions of the customer's drawings that with this one look split to stay under the limit:
 * for a person to look at, before the money goes.
 */
export async function signsOfSplitting(tx: Tx, loan: LoanRow, drawn: Drawn): Promise<string[]> {
  if (drawn.payment.method !== 'SELF') return [];
  const { today } = drawn;
  const rules = splitRulesOn(today);
  const earlier = await selfPaidSince(tx, loan, addDays(today, -rules.payeeDays));
  const limitFen = selfPaymentLimit(paymentRulesOn(loan.book, today), loan.fund_use as LoanPurpose);
  const { instruction: id, amountFen, payee } = drawn;
  return splitWith(
    { id, drawnOn: today, amountFen, payeeId: payee.payeeReference },
    earlier.map((each) => ({
      id: each.instruction,
      drawnOn: each.requestedOn,
      amountFen: each.amountFen,
      payeeId: each.payeeReference,
    })),
    { limitFen, rules },
  );
}
