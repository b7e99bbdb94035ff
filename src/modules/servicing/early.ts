/** What a product lets a borrower do who pays ahead of time. */
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import { productEdition } from '../products/index.ts';
import { type LoanRow, termsOf } from './columns.ts';
import type { LoanFact, Recomputation } from './facts.ts';
import { payoffOn } from './payoff.ts';
import { accountOn, replay } from './replay.ts';
import { factsOf } from './stored-facts.ts';

export type EarlyPayment = {
  readonly amountFen: bigint;
  readonly paidOn: string;
  readonly recomputation: Recomputation;
};

/**
 * Refuses a part paid ahead of time that the loan's edition of the product does not take so, or not
 * so little of. All of it may always be paid.
 *
 * @throws Refusal `loan.early_repayment_not_offered`, `loan.early_repayment_too_small`
 */
export async function requireEarly(tx: Tx, loan: LoanRow, early: EarlyPayment): Promise<void> {
  const { institution_id: institutionId, product_id: id } = loan;
  const product = id === null ? undefined : await productEdition(tx, { institutionId, id });
  if (!product || (await isWhole(tx, loan, early))) return;
  const { choices, minimumFen } = product.earlyRepayment;
  if (!choices.includes(early.recomputation)) {
    const details = { choices };
    throw refuse('loan.early_repayment_not_offered', { path: ['recomputation'], details });
  }
  if (early.amountFen >= minimumFen) return;
  const details = { minimum: yuanOf(minimumFen) };
  throw refuse('loan.early_repayment_too_small', { path: ['amount'], details });
}

/** Earlier days decide alone, so that payments are taken in whatever order they become known. */
async function isWhole(tx: Tx, loan: LoanRow, { amountFen, paidOn }: EarlyPayment) {
  const isEarlier = ({ kind, occurredOn }: LoanFact): boolean =>
    occurredOn < paidOn || (occurredOn === paidOn && (kind === 'DISBURSED' || kind === 'DRAWN'));
  const facts = (await factsOf(tx, loan)).filter(isEarlier);
  const account = accountOn(replay(termsOf(loan), facts), paidOn);
  return account?.plan ? amountFen >= payoffOn(account, paidOn).totalFen : false;
}
