import type { Actor } from '../../kernel/auth/actor.ts';
import type { Tx } from '../../kernel/db/index.ts';
import {
  borrowerOf,
  exposureOf,
  type LoanRow,
  lockBorrower,
  requireWithinLine,
} from '../loans/index.ts';
import { productEdition } from '../products/index.ts';

type Asking = { actor: Actor; today: string };

/**
 * Days may lie between the approval and the money: the borrower still gets credit, and with what
 * else is committed by now the loan still fits in the line, or in the limit of its own product.
 */
export async function requireLineFree(
  tx: Tx,
  loan: LoanRow,
  { actor, today }: Asking,
): Promise<void> {
  await lockBorrower(tx, actor, borrowerOf(loan, today));
  const { institution_id: institutionId, product_id: id, customer_id: customerId } = loan;
  const product = id === null ? undefined : await productEdition(tx, { institutionId, id });
  if (!product) return;
  const exposure = await exposureOf(tx, actor, { customerId, today, except: loan.id });
  requireWithinLine(exposure, { amountFen: loan.amount_fen, product, countPending: false });
}
