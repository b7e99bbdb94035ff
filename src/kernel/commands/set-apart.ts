import { sql } from 'kysely';
import type { Tx } from '../db/index.ts';

export type Tried<T, E> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly error: E };

const SAVEPOINT = sql`savepoint apart`;
const BACK = sql`rollback to savepoint apart`;
const RELEASE = sql`release savepoint apart`;

/**
 * What is written under a savepoint carries an id of its own. This row says whose it is, so that the
 * monitor finds the entries that tell of it.
 */
const TELL = sql`insert into journal_subtransaction (institution_id)
  values (current_institution())`;

/**
 * Tries something; where it fails, what it wrote is undone and nothing else of the transaction.
 * `bearable` says what of an error goes to the caller; undefined lets it end everything.
 */
export async function setApart<T, E>(
  tx: Tx,
  work: () => Promise<T>,
  bearable: (error: unknown) => E | undefined,
): Promise<Tried<T, E>> {
  await SAVEPOINT.execute(tx);
  try {
    const value = await work();
    await TELL.execute(tx);
    await RELEASE.execute(tx);
    return { done: true, value };
  } catch (fault) {
    const error = bearable(fault);
    if (error === undefined) throw fault;
    await BACK.execute(tx);
    // What follows is written by the transaction itself again, as its entries are.
    await RELEASE.execute(tx);
    return { done: false, error };
  }
}
