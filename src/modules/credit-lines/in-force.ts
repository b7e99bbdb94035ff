import type { Db, Tx } from '../../kernel/db/index.ts';
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
export const lineInForce = async (db: Db | Tx, of: LineOf): Promise<LineInForce | undefined> =>
  lineOf(await inForce(db as Db, of).executeTakeFirst());

/** The same, held as it is until the transaction ends: nobody suspends or reduces it meanwhile. */
export const holdLineInForce = async (tx: Tx, of: LineOf): Promise<LineInForce | undefined> =>
  lineOf(await inForce(tx, of).forShare().executeTakeFirst());

const inForce = (db: Db | Tx, { institutionId, customerId, today }: LineOf) =>
  (db as Db)
    .selectFrom('credit_line')
    .select(['id', 'status', 'amount_fen', 'products', 'rating_id', 'grade'])
    .select(['valid_to', 'review_due_on'])
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .where('valid_from', '<=', today)
    .where('valid_to', '>', today);

type Row = Awaited<ReturnType<ReturnType<typeof inForce>['executeTakeFirst']>>;

const lineOf = (row: Row): LineInForce | undefined =>
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
