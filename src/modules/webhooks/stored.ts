/** What commands on endpoints share: the sealed secret, the place to go on from. */
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import { z } from 'zod';
import type { DB } from '../../generated/database.ts';
import { pattern } from '../../kernel/commands/input.ts';
import type { Registry } from '../../kernel/commands/registry.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { actsOf } from '../../kernel/journal/events-schema.ts';
import { UNREADABLE } from '../../kernel/journal/words.ts';
import type { Place } from '../../kernel/vault/vault.ts';
import { actsAndFamilies } from './rules.ts';

export const onEndpoint = { noun: 'WebhookEndpoint', table: 'webhook_endpoint' } as const;
export const MANAGE = 'webhook-endpoint.manage';
export type EndpointRow = Selectable<DB['webhook_endpoint']>;

const MAX_ACTS = 50;

/** An act, or a family of them. */
export const actsInput = () =>
  z.array(pattern(/^[a-z]+(-[a-z]+)*\.(\*|[a-z]+(-[a-z]+)*)$/, 128)).max(MAX_ACTS);

/**
 * Whoever misspells an act would wait for it for ever.
 *
 * @throws Refusal `webhook-endpoint.act_unknown`
 */
export function requireActs(registry: Registry, asked: readonly string[]): void {
  const known = [...actsOf(registry).map(({ act }) => act), UNREADABLE];
  const fits = (wanted: string): boolean => {
    const { acts, families } = actsAndFamilies([wanted]);
    return known.some((act) => acts.includes(act) || families.some((of) => act.startsWith(of)));
  };
  const unknown = asked.findIndex((wanted) => !fits(wanted));
  if (unknown >= 0) throw refuse('webhook-endpoint.act_unknown', { path: ['acts', unknown] });
}

/** A place of the log; -1 before the first. */
export const placeInput = () => pattern(/^(-1|\d{1,18})$/, 18);

export const secretPlace = (
  endpointId: string,
  column: 'secret_cipher' | 'old_secret_cipher',
): Place => ({ subjectId: endpointId, table: 'webhook_endpoint', column, rowId: endpointId });

/**
 * Asked before one more endpoint is sent to. The institution's row is held, so that two who ask at
 * once are counted one after the other.
 *
 * @throws Refusal `webhook-endpoint.too_many`
 */
export async function requireRoom(tx: Tx, institutionId: string, limit: number): Promise<void> {
  await tx
    .selectFrom('institution')
    .select('id')
    .where('institution_id', '=', institutionId)
    .forNoKeyUpdate()
    .execute();
  const active = await tx
    .selectFrom('webhook_endpoint')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('status', '=', 'ACTIVE')
    .limit(limit)
    .execute();
  if (active.length >= limit) throw refuse('webhook-endpoint.too_many', { details: { limit } });
}

/** Drops what is on its way to an endpoint, and says how much that was. */
export async function dropPending(tx: Tx, endpoint: EndpointRow): Promise<number> {
  const { numAffectedRows } = await sql`update webhook_delivery set status = 'DROPPED'
    where institution_id = ${endpoint.institution_id} and endpoint_id = ${endpoint.id}
      and status = 'PENDING'`.execute(tx);
  return Number(numAffectedRows);
}

/** The last place that has been given; -1 where none has. */
async function endOfLog(tx: Tx, institutionId: string): Promise<bigint> {
  const { rows } = await sql<{ position: bigint }>`
    select position from journal_position where institution_id = ${institutionId}
    order by position desc limit 1`.execute(tx);
  return rows[0]?.position ?? -1n;
}

/**
 * Where an endpoint goes on: after the place asked for, or with what comes from now on.
 *
 * @throws Refusal `feed.cursor_ahead`
 */
export async function startingPlace(
  tx: Tx,
  institutionId: string,
  after: string | undefined,
): Promise<bigint> {
  const head = await endOfLog(tx, institutionId);
  const place = after === undefined ? head : BigInt(after);
  if (place > head) {
    throw refuse('feed.cursor_ahead', { path: ['after'], details: { head: String(head) } });
  }
  return place;
}
