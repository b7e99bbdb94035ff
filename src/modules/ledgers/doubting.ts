/** The system's own doubt: whom a ground leads to the grey list, for a person to look at. */
import { type RawBuilder, sql } from 'kysely';
import type { ScreeningReason } from '../../generated/enums.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import type { CustomerRow } from '../customers/index.ts';
import { allGrounds } from './grounds.ts';
import { list } from './screening.ts';

type Setting = { tx: Tx; vault: Vault; now: Date; institutionId: string };
export type Screened = { customer: string; version: number; record: string };

/** Greys whom a ground is known of; with `clear`, whites whom nobody has screened and none is. */
export async function screenBySystem(
  { tx, vault, now, institutionId }: Setting,
  { ids, clear }: { ids: readonly string[]; clear: boolean },
): Promise<Screened[]> {
  const done: Screened[] = [];
  for (const { ground, ...customer } of await doubted(tx, { institutionId, ids })) {
    const wanted = ground === null ? 'WHITE' : 'GREY';
    if ((wanted === 'WHITE' && !clear) || !moves(customer, wanted)) continue;
    const listing = { list: wanted, stage: 'SYSTEM', reason: ground, listedBy: null } as const;
    const { record, version } = await list({ tx, vault, now }, customer, listing);
    done.push({ customer: customer.id, version, record });
  }
  return done;
}

/**
 * For modules whose rows a ground rests on, in the transaction that changed them, such as a loan
 * that has just been classified as bad: those of the customers whom it leads to the grey list are
 * put there at once. The objects changed, for the caller's fact. Locks the customers' rows.
 */
export async function doubtCustomers(
  setting: Setting,
  customerIds: readonly string[],
): Promise<FactObject[]> {
  if (customerIds.length === 0) return [];
  const ids = [...new Set(customerIds)];
  const screened = await screenBySystem(setting, { ids, clear: false });
  return screened.flatMap(({ customer, version, record }) => [
    { type: 'Customer', id: customer, version },
    { type: 'ScreeningRecord', id: record, version: 1 },
  ]);
}

/** The system clears only whom nobody has judged, and doubts only whom nobody doubts yet. */
function moves({ status, screening }: CustomerRow, wanted: 'WHITE' | 'GREY'): boolean {
  if (status !== 'ACTIVE') return false;
  return screening === 'NONE' || (screening === 'WHITE' && wanted === 'GREY');
}

type Doubted = CustomerRow & { ground: ScreeningReason | null };
type Asked = { institutionId: string; ids: readonly string[] };

/** The customers, locked in the order of their keys, each with the first ground that holds. */
async function doubted(tx: Tx, { institutionId, ids }: Asked): Promise<Doubted[]> {
  const row = (column: string): RawBuilder<unknown> => sql.ref(`customer.${column}`);
  const cases = allGrounds().map(
    ({ reason, holds }) => sql`when ${holds(row)} then ${sql.lit(reason)}`,
  );
  const ground = cases.length > 0 ? sql`case ${sql.join(cases, sql` `)} end` : sql`null`;
  const { rows } = await sql<Doubted>`
    select customer.*, ${ground} as ground from customer
    where customer.institution_id = ${institutionId} and customer.id = any(${ids}::uuid[])
    order by customer.id for no key update of customer`.execute(tx);
  return rows;
}
