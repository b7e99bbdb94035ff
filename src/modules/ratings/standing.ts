import { sql } from 'kysely';
import type { Db, Tx } from '../../kernel/db/index.ts';
import type { Answers } from './answers.ts';

type Asked = { institutionId: string; customerIds: readonly string[]; today: string };

/**
 * Ratings of customers that count today or await a decision, without those of years past. The index is
 * asked for nothing but the customer: `is true` keeps the rest from it, so that no other one looks good
 * while the table is new and its statistics are not.
 */
const ratingsOf = (db: Db | Tx, { institutionId, customerIds, today }: Asked, answers = false) =>
  db
    .selectFrom('rating')
    .select(['id', 'customer_id', 'status', 'scorecard_id'])
    .select(['grade', 'credit_line_fen', 'ceiling_fen'])
    .$if(answers, (query) => query.select('inputs'))
    .where('institution_id', '=', institutionId)
    .where(sql<boolean>`customer_id = any(${customerIds}::uuid[])`)
    .where(
      sql<boolean>`(status = 'AWAITING_DECISION' or status = 'EFFECTIVE' and valid_from <= ${today}::date
        and (valid_to is null or valid_to > ${today}::date)) is true`,
    )
    .execute();

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
  const rows = await ratingsOf(db, asked, answers);
  const standing = rows.map(({ id, customer_id, status, scorecard_id, inputs }) => ({
    ...{ id, customer: customer_id, status, by: scorecard_id },
    inputs: (inputs ?? {}) as Answers,
  }));
  return Map.groupBy(standing, ({ customer }) => customer);
}

/** Grade and lines that count today, by customer. */
export async function ratingsInForce(db: Db | Tx, asked: Asked) {
  const rows = (await ratingsOf(db, asked)).filter(({ status }) => status === 'EFFECTIVE');
  return new Map(
    rows.map(({ customer_id, grade, credit_line_fen, ceiling_fen }) => [
      customer_id,
      { grade, creditLineFen: credit_line_fen, ceilingFen: ceiling_fen },
    ]),
  );
}
