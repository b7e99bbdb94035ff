import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import { isRevolving, type LoanRow } from '../loans/index.ts';
import type { DisbursementRow } from './stored.ts';

/** What may still go out on a loan: what came back of a revolving one goes out again. */
function leftFenOf({ amount_fen, outstanding_principal_fen }: LoanRow): bigint {
  const left = amount_fen - outstanding_principal_fen;
  // Below nothing, once a payment that was drawn again has bounced.
  return left > 0n ? left : 0n;
}

const notLeft = (leftFen: bigint, path: readonly string[]) =>
  refuse('loan.drawing_amount', { path: [...path], details: { left: yuanOf(leftFen) } });

/** All of it, once; or a part of what is left of a revolving loan. */
export function drawingFenOf(loan: LoanRow, asked: bigint | undefined): bigint {
  const leftFen = leftFenOf(loan);
  const fen = asked ?? leftFen;
  if (fen > 0n && (isRevolving(loan) ? fen <= leftFen : fen === leftFen)) return fen;
  throw notLeft(leftFen, ['amount']);
}

/** Days may lie between asking and the money: a repayment that bounced meanwhile is owed again. */
export function requireLeft(loan: LoanRow, { amount_fen: fen }: DisbursementRow): void {
  const leftFen = leftFenOf(loan);
  if (fen > leftFen) throw notLeft(leftFen, []);
}
