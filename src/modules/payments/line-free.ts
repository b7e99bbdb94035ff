import type { Actor } from '../../kernel/auth/actor.ts';
import { type Tx, together } from '../../kernel/db/index.ts';
import { borrowerOf, type LoanRow, lockExposed, requireWithinLine } from '../loans/index.ts';
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
  const { institution_id: institutionId, product_id: id } = loan;
  const [[, exposure], product] = await together([
    lockExposed(tx, actor, { ...borrowerOf(loan, today), except: loan.id }),
    id === null ? undefined : productEdition(tx, { institutionId, id }),
  ]);
  if (!product) return;
  requireWithinLine(exposure, { amountFen: loan.amount_fen, product, countPending: false });
}
