import { type Selectable, sql, type Updateable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import { type Given, kept, type Tx } from '../../kernel/db/index.ts';
import { updateRow } from '../../kernel/db/one-row.ts';
import { refuse } from '../../kernel/errors.ts';
import type { LoanRow } from '../loans/index.ts';

export type DisbursementRow = Selectable<DB['disbursement']>;
export type DisbursementChanges = Updateable<DB['disbursement']>;

const OPEN = ['REQUESTED', 'CHECKED', 'INSTRUCTED', 'UNKNOWN'] as const;

type OfLoan = Pick<LoanRow, 'institution_id' | 'id'>;

const underWay = kept((db, of: Given<OfLoan>) =>
  db
    .selectFrom('disbursement')
    .selectAll()
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id)
    .where('status', 'in', OPEN),
);

/** The one drawing of a loan under way; the loan is locked. */
export async function openDrawing(tx: Tx, loan: LoanRow): Promise<DisbursementRow> {
  const [drawing] = await underWay(tx, loan);
  if (!drawing) throw refuse('loan.no_drawing_at_this_step');
  return drawing;
}

/** The drawing of a loan that an instruction names, whatever became of it. */
export async function drawingOf(
  tx: Tx,
  loan: LoanRow,
  instruction: string,
): Promise<DisbursementRow | undefined> {
  const { institution_id, id } = loan;
  const [drawing] = await instructed(tx, { institution_id, id, instruction });
  return drawing;
}

const instructed = kept((db, of: Given<OfLoan & { instruction: string }>) =>
  db
    .selectFrom('disbursement')
    .selectAll()
    .where('institution_id', '=', of.institution_id)
    .where('instruction', '=', of.instruction)
    .where('loan_id', '=', of.id),
);

export const drawingUpdate = (tx: Tx, key: DisbursementRow, changes: DisbursementChanges) =>
  updateRow(tx, 'disbursement', { key, changes });

export async function changeDrawing(
  tx: Tx,
  drawing: DisbursementRow,
  changes: DisbursementChanges,
): Promise<void> {
  await drawingUpdate(tx, drawing, changes).execute();
}

export type EarlierDrawing = {
  instruction: string;
  requestedOn: string;
  amountFen: bigint;
  payeeReference: string | null;
};

/** Drawings of a customer since a day that the borrower pays on, of all loans under one rule book. */
export async function selfPaidSince(
  tx: Tx,
  loan: LoanRow,
  since: string,
): Promise<EarlierDrawing[]> {
  return selfPaid(tx, { ...loan, since });
}

type SelfPaid = Pick<LoanRow, 'institution_id' | 'customer_id' | 'book' | 'fund_use'> & {
  since: string;
};

const selfPaid = kept(
  (_, of: Given<SelfPaid>) => sql<EarlierDrawing>`
    select drawing.instruction, drawing.requested_on as "requestedOn",
        drawing.amount_fen as "amountFen", drawing.payee_reference as "payeeReference"
      from disbursement as drawing join loan as other
        on other.institution_id = drawing.institution_id and other.id = drawing.loan_id
      where drawing.institution_id = ${of.institution_id}
        and other.institution_id = ${of.institution_id}
        and other.customer_id = ${of.customer_id} and other.book = ${of.book}
        and other.fund_use = ${of.fund_use} and drawing.payment_method = 'SELF'
        and drawing.status not in ('REFUSED', 'CANCELLED')
        and drawing.requested_on >= ${of.since}::date
      order by drawing.requested_on, drawing.id`,
);

type Silent = { institutionId: string; since: Date; most: number };

/** Instructions last heard of before an instant, the longest first. */
export async function silentInstructions(
  tx: Tx,
  { institutionId, since, most }: Silent,
): Promise<string[]> {
  const rows = await tx
    .selectFrom('disbursement')
    .select('instruction')
    .where('institution_id', '=', institutionId)
    .where('status', 'in', ['INSTRUCTED', 'UNKNOWN'])
    .where((where) => where(where.fn.coalesce('asked_at', 'instructed_at'), '<', since))
    .orderBy('instructed_at')
    .orderBy('id')
    .limit(most)
    .execute();
  return rows.map(({ instruction }) => instruction);
}
