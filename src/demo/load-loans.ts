import type { Row } from './copy.ts';
import type { Loader } from './loader.ts';
import type { LoanRows } from './loans.ts';
import { ratingRow } from './ratings.ts';

type Part = readonly [table: string, rows: (loan: LoanRows, bankId: string) => readonly Row[]];

/** In the order their rows refer to each other. */
const PARTS: readonly Part[] = [
  ['rating', ({ rating }, bankId) => (rating ? [ratingRow(rating, bankId)] : [])],
  ['loan', ({ loan }) => [loan]],
  ['loan_step', ({ steps }) => steps],
  ['loan_investigation', ({ investigations }) => investigations],
  ['loan_deliberation', ({ deliberations }) => deliberations],
  ['loan_vote', ({ votes }) => votes],
  ['cost_disclosure', ({ disclosures }) => disclosures],
  ['loan_signature', ({ signatures }) => signatures],
  ['disbursement', ({ disbursements }) => disbursements],
  ['loan_instalment', ({ instalments }) => instalments],
  ['loan_standing', ({ standings }) => standings],
  ['loan_classification', ({ classifications }) => classifications],
  ['loan_fact', ({ coreFacts }) => coreFacts],
  ['loan_check', ({ checks }) => checks],
];

/** Loads loans with all they leave behind. */
export async function loadLoans(
  loader: Loader,
  loans: readonly LoanRows[],
  bankId: string,
): Promise<void> {
  for (const [table, rows] of PARTS) {
    await loader.copy(
      table,
      loans.flatMap((loan) => rows(loan, bankId)),
    );
  }
}
