import { refuse } from '../../kernel/errors.ts';
import { ruleSetOn } from '../../kernel/rule-sets.ts';
import {
  type LoanPurpose,
  type LoanRow,
  type PaymentDecision,
  type PaymentRuleSet,
  paymentMethodOf,
  paymentRuleSets,
} from '../loans/index.ts';

/** Who the money of a drawing is for, and where it goes. */
export type Payee = {
  readonly counterpartyFixed: boolean;
  readonly nonCashPossible: boolean;
  /** The core's reference of the borrower's counterparty. */
  readonly payeeReference: string | null;
  /** The core's reference of the account credited, where it is known beforehand. */
  readonly accountReference: string | null;
};

type AskedPayee = {
  counterpartyFixed?: boolean | undefined;
  nonCashPossible?: boolean | undefined;
  payeeReference?: string | undefined;
  accountReference?: string | undefined;
};

/** What a drawing says of its payee; what it leaves out is as in the application. */
export const payeeOf = (loan: LoanRow, asked: AskedPayee): Payee => ({
  counterpartyFixed: asked.counterpartyFixed ?? loan.counterparty_fixed,
  nonCashPossible: asked.nonCashPossible ?? loan.non_cash_possible,
  payeeReference: asked.payeeReference ?? loan.payee_reference,
  accountReference: asked.accountReference ?? null,
});

/** The payment rules of a loan's book on a day. @throws RangeError where there are none */
export function paymentRulesOn(book: string, date: string): PaymentRuleSet {
  const rules = ruleSetOn(
    paymentRuleSets.filter((each) => each.book === book),
    date,
  );
  if (!rules) throw new RangeError(`no payment rules of ${book} are in force on ${date}`);
  return rules;
}

export type Payment = PaymentDecision;
type Drawn = { amountFen: bigint; payee: Omit<Payee, 'accountReference'>; today: string };

/** How a drawing is to be paid by the rules of the day, or a refusal where its payee is missing. */
export function paymentOf(loan: LoanRow, { amountFen, payee, today }: Drawn): Payment {
  const payment = paymentMethodOf(
    {
      drawFen: amountFen,
      purpose: loan.fund_use as LoanPurpose,
      counterpartyFixed: payee.counterpartyFixed,
      nonCashPossible: payee.nonCashPossible,
      newWithOrdinaryCredit: false,
    },
    paymentRulesOn(loan.book, today),
  );
  if (payment.method === 'ENTRUSTED' && payee.payeeReference === null) {
    const { explanation, rule, ruleSet } = payment;
    const details = { explanation, rule, ruleSet };
    throw refuse('loan.payee_required', { path: ['payeeReference'], details });
  }
  return payment;
}
