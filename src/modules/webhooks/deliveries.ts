/** What the worker reads and writes of deliveries, each a statement and a transaction of its own. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../kernel/db/index.ts';
import { cloudEvent, objectsIn } from '../../kernel/feed/cloud-event.ts';
import { UNREADABLE } from '../../kernel/journal/words.ts';
import { actsAndFamilies } from './rules.ts';

/** So many facts wait for an endpoint at most; the log is looked through further as they arrive. */
const WINDOW = 200;
/** So many places are looked at in one go, whatever of them fits. */
const PLACES = 10_000;
/** Longer than a try may take: whoever holds an older lease has been given up. */
const LEASE = '60 seconds';

export type Endpoint = { institutionId: string; institutionKind: string; endpointId: string };

/** A fact that this process alone may send, until its lease ends. */
export type Claimed = {
  position: bigint;
  lease: bigint;
  attempts: number;
  /** Id of the fact, the same at every try. */
  factId: string;
  event: string;
  /** In milliseconds since the first try that failed; 0 when none has. */
  failingMs: number;
  url: string;
  secretCipher: Buffer;
  oldSecretCipher: Buffer | null;
};

const ofEndpoint = ({ institutionId, endpointId }: Endpoint): RawBuilder<unknown> =>
  sql`institution_id = ${institutionId} and endpoint_id = ${endpointId}`;

/** What an endpoint asked to be sent; null where it is not active. */
async function wanted(db: Db, { institutionId, endpointId }: Endpoint): Promise<string[] | null> {
  const row = await db
    .selectFrom('webhook_endpoint')
    .select('acts')
    .where('institution_id', '=', institutionId)
    .where('id', '=', endpointId)
    .where('status', '=', 'ACTIVE')
    .executeTakeFirst();
  return row?.acts ?? null;
}

/**
 * Looks the log through from where it was looked through to, and writes down what is to be sent, with
 * the place it has come to: both or neither. Of two that come to it, one does it.
 *
 * @returns whether there is more to look at now
 */
export async function takeUp(db: Db, endpoint: Endpoint): Promise<boolean> {
  const asked = await wanted(db, endpoint);
  if (!asked) return false;
  const { acts, families } = actsAndFamilies(asked);
  const { institutionId } = endpoint;
  const { rows } = await sql<{ more: boolean }>`
with cursor as materialized (
  select position from webhook_cursor where ${ofEndpoint(endpoint)} for no key update skip locked),
room as materialized (
  select ${sql.lit(WINDOW)} - count(*) as free from webhook_delivery
   where ${ofEndpoint(endpoint)} and status = 'PENDING'),
log as materialized (
  select coalesce((select position from journal_position where institution_id = ${institutionId}
    order by position desc limit 1), -1) as head),
looked as materialized (
  select least(cursor.position + ${sql.lit(PLACES)}, log.head) as last from cursor, log),
found as materialized (
  select place.position, place.entry_id, place.act
    from journal_position as place, cursor, looked
   where place.institution_id = ${institutionId}
     and place.position > cursor.position and place.position <= looked.last
     and (${asked.length === 0} or place.act = any(${acts}::text[]) or exists (
       select from unnest(${families}::text[]) as family (prefix)
        where place.act >= family.prefix and place.act < family.prefix || '~'))
   order by place.position limit (select greatest(free, 0) from room)),
reached as materialized (
  select case when (select count(*) from found) < room.free then looked.last
    else coalesce((select max(position) from found), cursor.position) end as position
    from cursor, looked, room),
moved as (
  update webhook_cursor as own set position = reached.position from reached
   where own.${ofEndpoint(endpoint)} and own.position < reached.position),
written as (
  insert into webhook_delivery (institution_id, endpoint_id, position, objects)
  select ${institutionId}, ${endpoint.endpointId}, found.position, array(
      select (object ->> 'type') || '/' || (object ->> 'id')
        from json_array_elements(case when found.act <> ${UNREADABLE}
          then convert_from(entry.leaf, 'UTF8')::json -> 'objects' end) as object)
    from found join journal_entry as entry
      on entry.institution_id = ${institutionId} and entry.id = found.entry_id
  on conflict (institution_id, endpoint_id, position) do update
    set status = 'PENDING', attempts = 0, due_at = now(), delivered_at = null,
        failing_since = null
    where webhook_delivery.status <> 'PENDING')
select reached.position > cursor.position as more from reached, cursor`.execute(db);
  return rows[0]?.more ?? false;
}

/**
 * Takes the oldest fact that is due, for which no earlier one about the same object is waiting, and
 * that nobody else is sending; none while the endpoint is not active.
 */
export async function claim(db: Db, endpoint: Endpoint): Promise<Claimed | null> {
  const { institutionId, endpointId } = endpoint;
  const { rows } = await sql<Claimed>`
with due as materialized (
  select way.position from webhook_delivery as way
   where way.institution_id = ${institutionId} and way.endpoint_id = ${endpointId}
     and way.status = 'PENDING' and way.due_at <= now()
     and (way.leased_until is null or way.leased_until <= now())
     and exists (select from webhook_endpoint as endpoint
       where endpoint.institution_id = ${institutionId} and endpoint.id = ${endpointId}
         and endpoint.status = 'ACTIVE')
     and not exists (select from webhook_delivery as before
       where before.institution_id = ${institutionId} and before.endpoint_id = ${endpointId}
         and before.status = 'PENDING' and before.position < way.position
         and before.objects && way.objects)
   order by way.position limit 1 for no key update skip locked),
leased as (
  update webhook_delivery as way
     set lease = way.lease + 1, attempts = way.attempts + 1,
         leased_until = now() + ${sql.lit(LEASE)}::interval
    from due
   where way.institution_id = ${institutionId} and way.endpoint_id = ${endpointId}
     and way.position = due.position
  returning way.position, way.lease, way.attempts, way.failing_since)
select fact.position, fact.lease, fact.attempts, ${cloudEvent} as event,
       case when fact.act = ${UNREADABLE} then fact.position::text
         else fact.text::json ->> 'id' end as "factId",
       coalesce(extract(epoch from now() - fact.failing_since) * 1000, 0)::float8 as "failingMs",
       endpoint.url, endpoint.secret_cipher as "secretCipher",
       case when endpoint.old_secret_until > now() then endpoint.old_secret_cipher end
         as "oldSecretCipher"
  from (select leased.*, place.act, place.occurred_at, leaf.text,
               ${objectsIn(sql`leaf.text`)} as objects
          from leased
          join journal_position as place on place.institution_id = ${institutionId}
            and place.position = leased.position
          join journal_entry as entry on entry.institution_id = ${institutionId}
            and entry.id = place.entry_id
          cross join lateral (select convert_from(entry.leaf, 'UTF8') as text) as leaf) as fact
  join webhook_endpoint as endpoint on endpoint.institution_id = ${institutionId}
    and endpoint.id = ${endpointId}`.execute(db);
  return rows[0] ?? null;
}

type Held = Pick<Claimed, 'position' | 'lease'>;

/** Only under the lease it was sent under: who was given up writes nothing. */
const underLease = (endpoint: Endpoint, { position, lease }: Held): RawBuilder<unknown> =>
  sql`${ofEndpoint(endpoint)} and position = ${position} and lease = ${lease}
    and status = 'PENDING'`;

/** @returns false where somebody else holds it by now */
export async function markDelivered(
  db: Db,
  endpoint: Endpoint,
  { held, answer }: { held: Held; answer: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update webhook_delivery set status = 'DELIVERED', delivered_at = now(), leased_until = null,
      failing_since = null, last_answer = ${answer}
    where ${underLease(endpoint, held)}`.execute(db);
  return numAffectedRows === 1n;
}

/** It is tried again after the pause. */
export async function markFailed(
  db: Db,
  endpoint: Endpoint,
  { held, answer, pauseMs }: { held: Held; answer: string; pauseMs: number },
): Promise<void> {
  await sql`
    update webhook_delivery set due_at = now() + ${pauseMs} * interval '1 millisecond',
      leased_until = null, failing_since = coalesce(failing_since, now()), last_answer = ${answer}
    where ${underLease(endpoint, held)}`.execute(db);
}
