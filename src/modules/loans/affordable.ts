import { type Tx, together } from '../../kernel/db/index.ts';
import { requireProduct } from './asked-terms.ts';
import { borrowerOf, lockExposed, requireWithinLine } from './exposure.ts';
import type { LoanContext } from './steps.ts';

/** Nobody grants what goes over the line or the limit, with what is committed by now. */
export async function requireAffordable(tx: Tx, context: LoanContext): Promise<void> {
  const { target, actor, today } = context;
  const { institutionId } = actor;
  const [product, [, exposure]] = await together([
    requireProduct(tx, { institutionId, code: target.product, today }),
    lockExposed(tx, actor, { ...borrowerOf(target, today), except: target.id }),
  ]);
  requireWithinLine(exposure, { amountFen: target.amount_fen, product, countPending: false });
}
