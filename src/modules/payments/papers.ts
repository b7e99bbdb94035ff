import type { Tx } from '../../kernel/db/index.ts';
import { completenessOf, type LoanRow, missingPapers } from '../loans/index.ts';
import { productEdition } from '../products/index.ts';
import type { DisbursementRow } from './stored.ts';

/** Papers the product asks for before this drawing is paid, and which are not there. */
export async function papersMissing(
  tx: Tx,
  loan: LoanRow,
  { payment_method }: DisbursementRow,
): Promise<string[]> {
  const { institution_id: institutionId, product_id: id } = loan;
  const product = id === null ? undefined : await productEdition(tx, { institutionId, id });
  if (!product) return [];
  const drawn = { ...loan, payment_method };
  return missingPapers(await completenessOf(tx, drawn, product), 'DISBURSEMENT');
}
