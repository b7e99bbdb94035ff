import { sql } from 'kysely';
import type { Db, Tx } from '../../kernel/db/index.ts';
import type { Answers } from './answers.ts';

type Asked = { institutionId: string; customerIds: readonly string[]; today: string };

/**
 * Ratings of customers, whatever their state. Nothing is asked of the index but the customer, so
 * that no other one looks good while the table is new and its statistics are not.
 */
const ratingsOf = (db: Db | Tx, { institutionId, customerIds }: Asked, answers = false) =>
  db
    .selectFrom('rating')
    .select(['id', 'customer_id', 'status', 'scorecard_id', 'valid_from', 'valid_to'])
    .select(['grade', 'credit_line_fen', 'ceiling_fen'])
    .$if(answers, (query) => query.select('inputs'))
    .where('institution_id', '=', institutionId)
    .where(sql<boolean>`customer_id = any(${customerIds}::uuid[])`)
    .execute();

type Row = Awaited<ReturnType<typeof ratingsOf>>[number];

const isInForce = ({ status, valid_from, valid_to }: Row, today: string): boolean =>
  status === 'EFFECTIVE' && valid_from <= today && (valid_to === null || today < valid_to);

export type Standing = {
  readonly id: string;
  readonly status: string;
  readonly by: string;
  /** The answers it was made from; empty unless asked for. */
  readonly inputs: Answers;
};

/** Ratings in force or awaiting a decision, by customer; with their answers where `answers` asks. */
export async function standingRatings(
  db: Db | Tx,
  asked: Asked,
  answers = false,
): Promise<ReadonlyMap<string, Standing[]>> {
  const standing = (await ratingsOf(db, asked, answers))
    .filter((row) => row.status === 'AWAITING_DECISION' || isInForce(row, asked.today))
    .map(({ id, customer_id: customer, status, scorecard_id: by, inputs }) => ({
      id,
      customer,
      status,
      by,
      inputs: (inputs ?? {}) as Answers,
    }));
  return Map.groupBy(standing, ({ customer }) => customer);
}

/** Grade and lines that count today, by customer. */
export async function ratingsInForce(db: Db | Tx, asked: Asked) {
  const rows = (await ratingsOf(db, asked)).filter((row) => isInForce(row, asked.today));
  return new Map(
    rows.map(({ customer_id, grade, credit_line_fen, ceiling_fen }) => [
      customer_id,
      { grade, creditLineFen: credit_line_fen, ceilingFen: ceiling_fen },
    ]),
  );
}
