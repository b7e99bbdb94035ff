import { type Selectable, sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import { type Given, kept, type Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { LoanRow } from '../loans/index.ts';

export type DisclosureRow = Selectable<DB['cost_disclosure']>;

type OfLoan = Pick<LoanRow, 'institution_id' | 'id'>;

const present = kept((db, of: Given<OfLoan>) =>
  db
    .selectFrom('cost_disclosure')
    .selectAll()
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id)
    .where('status', '<>', 'SUPERSEDED'),
);

/** The disclosure that stands for a loan; the loan is locked. */
export async function presentDisclosure(tx: Tx, loan: LoanRow): Promise<DisclosureRow> {
  const [disclosure] = await present(tx, loan);
  if (!disclosure) throw refuse('loan.cost_not_shown');
  return disclosure;
}

/** What was shown before no longer stands; it is kept. */
export const supersede = (tx: Tx, loan: LoanRow) => ({ execute: () => end(tx, loan) });

const end = kept((db, of: Given<OfLoan>) =>
  db
    .updateTable('cost_disclosure')
    .set({ status: 'SUPERSEDED' })
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id)
    .where('status', '<>', 'SUPERSEDED'),
);

/** The number after the last one of this loan; the loan is locked. */
export const nextNumber = (loan: LoanRow) =>
  sql<number>`(select coalesce(max(earlier.number), 0) + 1 from cost_disclosure as earlier
    where earlier.institution_id = ${loan.institution_id} and earlier.loan_id = ${loan.id})`;
