import type { Tx } from '../../kernel/db/index.ts';
import { requireProduct } from './asked-terms.ts';
import { borrowerOf, exposureOf, lockBorrower, requireWithinLine } from './exposure.ts';
import type { LoanContext } from './steps.ts';

/** Nobody grants what goes over the line or the limit, with what is committed by now. */
export async function requireAffordable(tx: Tx, context: LoanContext): Promise<void> {
  const { target, actor, today } = context;
  const { institutionId } = actor;
  const product = await requireProduct(tx, { institutionId, code: target.product, today });
  await lockBorrower(tx, actor, borrowerOf(target, today));
  const at = { customerId: target.customer_id, today, except: target.id };
  const exposure = await exposureOf(tx, actor, at);
  requireWithinLine(exposure, { amountFen: target.amount_fen, product, countPending: false });
}
