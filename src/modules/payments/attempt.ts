import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/index.ts';
import { Refusal } from '../../kernel/errors.ts';
import { tellSubtransaction } from '../../kernel/journal/subtransaction.ts';

export type Attempted<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly refusal: Refusal };

/**
 * Tries something that may be refused half-way: what it wrote until then is undone, and nothing
 * else of the transaction.
 */
export async function attempt<T>(tx: Tx, work: () => Promise<T>): Promise<Attempted<T>> {
  await sql`savepoint attempt`.execute(tx);
  try {
    const value = await work();
    await tellSubtransaction(tx);
    await sql`release savepoint attempt`.execute(tx);
    return { done: true, value };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await sql`rollback to savepoint attempt`.execute(tx);
    // What follows is written by the transaction itself again, as its entries are.
    await sql`release savepoint attempt`.execute(tx);
    return { done: false, refusal: error };
  }
}
