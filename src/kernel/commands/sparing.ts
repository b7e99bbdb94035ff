import type { Tx } from '../db/index.ts';
import { setApart } from './set-apart.ts';

/** The transaction, the connection or the server is at fault: whatever was tried is not. */
const BEYOND = /^(08|25|40|53|55|57|58)/;

const ofWork = (error: unknown): { error: unknown } | undefined => {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && BEYOND.test(code) ? undefined : { error };
};

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
  const tried = await setApart(tx, () => work(ids), ofWork);
  if (tried.done) return { values: [tried.value], failed: [] };
  const { error } = tried.error;
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
