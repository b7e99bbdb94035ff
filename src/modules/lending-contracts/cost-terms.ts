import { type LoanRow, termsOf } from '../servicing/index.ts';
import type { Charge, DrawnTerms } from './cost.ts';

/** What the cost of a loan is worked out from: its terms, drawn in full on a day, and its charges. */
export const costTermsOf = (
  loan: LoanRow,
  drawnOn: string,
): { terms: DrawnTerms; charges: readonly Charge[] } => ({
  terms: { ...termsOf(loan), principalFen: loan.amount_fen, drawnOn },
  charges: [],
});
