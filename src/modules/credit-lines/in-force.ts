import { type Db, type Given, kept, type Tx } from '../../kernel/db/index.ts';
import type { LineState } from './workflow.ts';

export type LineInForce = {
  id: string;
  /** SUSPENDED: nothing may be drawn on it. */
  status: Exclude<LineState, 'CLOSED'>;
  amountFen: bigint;
  /** Codes of the products it may be drawn by; empty for all. */
  products: readonly string[];
  ratingId: string;
  grade: string;
  /** First day it is over. */
  validTo: string;
  /** Day its yearly review is due; past it, nobody has looked at the customer for a year. */
  reviewDueOn: string;
};

export type LineOf = { institutionId: string; customerId: string; today: string };

/** The line a customer has today, suspended or not; undefined where there is none. */
export async function lineInForce(db: Db | Tx, of: LineOf): Promise<LineInForce | undefined> {
  const [row] = await lines(db, of);
  return lineOf(row);
}

/** The same, held as it is until the transaction ends: nobody suspends or reduces it meanwhile. */
export async function holdLineInForce(tx: Tx, of: LineOf): Promise<LineInForce | undefined> {
  const [row] = await heldLines(tx, of);
  return lineOf(row);
}

const inForce = (db: Db, of: Given<LineOf>) =>
  db
    .selectFrom('credit_line')
    .select(['id', 'status', 'amount_fen', 'products', 'rating_id', 'grade'])
    .select(['valid_to', 'review_due_on'])
    .where('institution_id', '=', of.institutionId)
    .where('customer_id', '=', of.customerId)
    .where('valid_from', '<=', of.today)
    .where('valid_to', '>', of.today);

const lines = kept(inForce);
const heldLines = kept((db, of: Given<LineOf>) => inForce(db, of).forShare());

type Row = Awaited<ReturnType<typeof lines>>[number];

const lineOf = (row: Row | undefined): LineInForce | undefined =>
  row && {
    id: row.id,
    status: row.status as LineInForce['status'],
    amountFen: row.amount_fen,
    products: row.products,
    ratingId: row.rating_id,
    grade: row.grade,
    validTo: row.valid_to,
    reviewDueOn: row.review_due_on,
  };
