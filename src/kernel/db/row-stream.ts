import type { RawBuilder } from 'kysely';
import type pg from 'pg';
import { builder } from './kysely.ts';
import { contextOf } from './send.ts';

/** Rows fetched at a time. */
const PIECE = 500;
/** A reader that takes nothing for so long loses the transaction, and the file. */
const IDLE_MS = 60_000;

/**
 * All rows will be read: the plan that ends first is wanted, not the one that starts first, and two
 * sets are hashed together. By loops they take hours where fresh rows make the planner guess few.
 */
const SETTINGS = `select set_config('idle_in_transaction_session_timeout', $1, true),
  set_config('cursor_tuple_fraction', '1', true), set_config('enable_nestloop', 'off', true)`;

export type RowStream<R> = { institutionId: string; query: RawBuilder<R> };

/**
 * The rows of one statement, some at a time, from a cursor in a transaction of one institution: what
 * is held in memory does not depend on how many there are. The connection is given back when the
 * rows end or the consumer stops.
 */
export async function* streamRows<R>(
  pool: pg.Pool,
  { institutionId, query }: RowStream<R>,
): AsyncGenerator<R[]> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const { sql, parameters } = query.compile(builder);
    const context = contextOf(institutionId);
    await client.query('begin read only');
    await client.query(context.text, [...context.values]);
    await client.query(SETTINGS, [String(IDLE_MS)]);
    await client.query(`declare piece no scroll cursor for ${sql}`, [...parameters]);
    for (;;) {
      const { rows } = await client.query(`fetch ${PIECE} from piece`);
      if (rows.length === 0) break;
      yield rows as R[];
    }
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    if (!broken) {
      broken = await client.query('rollback').then(
        () => undefined,
        (error: Error) => error,
      );
    }
    client.release(broken);
  }
}
