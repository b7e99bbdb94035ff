import type { Db, Tx } from '../../kernel/db/index.ts';
import { type Charge, productEdition } from '../products/index.ts';
import { type LoanRow, termsOf } from '../servicing/index.ts';
import type { DrawnTerms, Penalty } from './cost.ts';

/** What the cost of a loan is worked out from. */
export type CostTerms = {
  readonly terms: DrawnTerms;
  readonly charges: readonly Charge[];
  readonly penalty: Penalty | null;
};

/**
 * The terms of a loan drawn in full on a day, with the charges of the edition of the product they
 * were judged by; loans older than products in a table have none.
 */
export async function costTermsOf(db: Db | Tx, loan: LoanRow, drawnOn: string): Promise<CostTerms> {
  const { institution_id: institutionId, product_id: id } = loan;
  const product = id === null ? undefined : await productEdition(db, { institutionId, id });
  return {
    terms: { ...termsOf(loan), principalFen: loan.amount_fen, drawnOn },
    charges: product?.charges ?? [],
    penalty: product?.penalty ?? null,
  };
}
