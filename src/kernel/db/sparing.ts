import { sql } from 'kysely';
import { tellSubtransaction } from '../journal/subtransaction.ts';
import type { Tx } from './kysely.ts';

export type Tried<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly error: unknown };

/** The transaction, the connection or the server is at fault: whatever was tried is not. */
const BEYOND = /^(08|25|40|53|55|57|58)/;

const isBeyond = (error: unknown): boolean => {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && BEYOND.test(code);
};

/** Tries something; where it fails what it wrote is undone, and nothing else of the transaction. */
async function tryOut<T>(tx: Tx, work: () => Promise<T>): Promise<Tried<T>> {
  await sql`savepoint sparing`.execute(tx);
  try {
    const value = await work();
    await tellSubtransaction(tx);
    await sql`release savepoint sparing`.execute(tx);
    return { done: true, value };
  } catch (error) {
    if (isBeyond(error)) throw error;
    await sql`rollback to savepoint sparing`.execute(tx);
    // What follows is written by the transaction itself again, as its entries are.
    await sql`release savepoint sparing`.execute(tx);
    return { done: false, error };
  }
}

export type Failed = { readonly id: string; readonly error: unknown };
export type Spared<T> = { readonly values: readonly T[]; readonly failed: readonly Failed[] };

/** More than so many in one go are no exceptions: something else is wrong. */
const MOST_FAILED = 20;

/**
 * Works on many rows at once; where that fails, on halves of them, until those that stand in the way
 * are found and left out. Fails as before where all of several do, or more than a handful.
 */
export async function sparing<T>(
  tx: Tx,
  ids: readonly string[],
  work: (ids: readonly string[]) => Promise<T>,
): Promise<Spared<T>> {
  const tried = await tryOut(tx, () => work(ids));
  if (tried.done) return { values: [tried.value], failed: [] };
  const { error } = tried;
  const [first] = ids;
  if (first === undefined) throw error;
  if (ids.length === 1) return { values: [], failed: [{ id: first, error }] };
  const half = ids.length >> 1;
  const one = await sparing(tx, ids.slice(0, half), work);
  const other = await sparing(tx, ids.slice(half), work);
  const failed = [...one.failed, ...other.failed];
  if (failed.length === ids.length || failed.length > MOST_FAILED) throw error;
  return { values: [...one.values, ...other.values], failed };
}
