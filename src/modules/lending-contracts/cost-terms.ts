import { type LoanRow, type LoanTerms, termsOf } from '../loans/index.ts';
import type { Charge } from './cost.ts';

/** What the cost of a loan is worked out from: its terms, drawn in full on a day, and its charges. */
export const costTermsOf = (
  loan: LoanRow,
  drawnOn: string,
): { terms: LoanTerms; charges: readonly Charge[] } => ({
  terms: termsOf(loan, drawnOn),
  charges: [],
});
