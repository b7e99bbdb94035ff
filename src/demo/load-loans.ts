import type { Row } from './copy.ts';
import type { Loader } from './loader.ts';
import type { LoanRows } from './loans.ts';
import { ratingRow } from './ratings.ts';

/** Loads loans with all they leave behind, in the order their rows refer to each other. */
export async function loadLoans(
  loader: Loader,
  loans: readonly LoanRows[],
  bankId: string,
): Promise<void> {
  const all = (part: (loan: LoanRows) => readonly Row[]) => loans.flatMap(part);
  await loader.copy(
    'rating',
    all(({ rating }) => (rating ? [ratingRow(rating, bankId)] : [])),
  );
  await loader.copy(
    'loan',
    all(({ loan }) => [loan]),
  );
  await loader.copy(
    'loan_step',
    all(({ steps }) => steps),
  );
  await loader.copy(
    'loan_investigation',
    all(({ investigations }) => investigations),
  );
  await loader.copy(
    'loan_deliberation',
    all(({ deliberations }) => deliberations),
  );
  await loader.copy(
    'loan_vote',
    all(({ votes }) => votes),
  );
  await loader.copy(
    'cost_disclosure',
    all(({ disclosures }) => disclosures),
  );
  await loader.copy(
    'loan_signature',
    all(({ signatures }) => signatures),
  );
  await loader.copy(
    'disbursement',
    all(({ disbursements }) => disbursements),
  );
  await loader.copy(
    'loan_instalment',
    all(({ instalments }) => instalments),
  );
  await loader.copy(
    'loan_standing',
    all(({ standings }) => standings),
  );
  await loader.copy(
    'loan_classification',
    all(({ classifications }) => classifications),
  );
  await loader.copy(
    'loan_fact',
    all(({ coreFacts }) => coreFacts),
  );
  await loader.copy(
    'loan_check',
    all(({ checks }) => checks),
  );
}
