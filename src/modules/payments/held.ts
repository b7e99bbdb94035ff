import type { Tx } from '../../kernel/db/index.ts';
import { yuanOf } from '../../kernel/money.ts';
import type { LoanRow } from '../loans/index.ts';
import { queueMismatch } from './mismatches.ts';

type Ended = { outcome: 'CONFIRMED' | 'REFUSED'; today: string };

/**
 * Repayments that came before the core's answer: once the money is known to have gone out they
 * count, which `servicing` sees to; where it never went out, somebody has to look at them.
 */
export async function settleHeld(tx: Tx, loan: LoanRow, { outcome, today }: Ended): Promise<void> {
  const institutionId = loan.institution_id;
  if (outcome === 'CONFIRMED') {
    await tx
      .updateTable('core_report')
      .set({ status: 'APPLIED' })
      .where('institution_id', '=', institutionId)
      .where('loan_id', '=', loan.id)
      .where('status', '=', 'HELD')
      .execute();
    return;
  }
  const held = await tx
    .selectFrom('core_report')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('loan_id', '=', loan.id)
    .where('status', '=', 'HELD')
    .execute();
  for (const { id: reportId, reference, amount_fen, occurred_on: occurredOn } of held) {
    const told = { amount: yuanOf(amount_fen), occurredOn, status: 'REPAYMENT' };
    const known = { status: outcome };
    const about = { institutionId, subject: reference, reportId, loanId: loan.id };
    await queueMismatch(tx, { ...about, kind: 'REPAID_BUT_REFUSED', known, told, today });
  }
}
