/** What was delivered between two positions, worked out again from the log itself. */
import { sql } from 'kysely';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import {
  agreedSql,
  candidatesSql,
  DIGEST,
  eventSql,
  logSizeSql,
  type Range,
  shownSql,
  type Under,
  viewRows,
} from './shown.ts';

/** Positions one reconciliation looks at. */
export const MOST_POSITIONS = 20_000;

/** @throws Refusal `shared-event.range` */
export async function mustBeRange(db: Db, { institutionId }: Under, range: Range): Promise<number> {
  const { rows } = await sql<{ size: bigint }>`
    select ${logSizeSql(institutionId)} as size`.execute(db);
  const size = Number(rows[0]?.size ?? 0);
  const { from, to } = range;
  if (to < from || to > size || to - from > MOST_POSITIONS) {
    throw refuse('shared-event.range', { path: ['to'], details: { size, limit: MOST_POSITIONS } });
  }
  return size;
}

/** The newest signed checkpoint of a log that reaches so far; null while there is none. */
export async function checkpointOver(
  db: Db,
  { institutionId }: Under,
  { to }: Range,
): Promise<string | null> {
  const row = await db
    .selectFrom('journal_checkpoint')
    .select('note')
    .where('institution_id', '=', institutionId)
    .where('size', '>=', BigInt(to))
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.note ?? null;
}

export type Tally = { count: number; digest: string };

/** Each fact once, however often it was delivered. */
const deliveredSql = ({ institutionId, agreementId }: Under, { from, to }: Range) => sql`
  select distinct held.position from shared_delivery as delivery
  cross join unnest(delivery.positions) as held (position)
  where delivery.institution_id = ${institutionId} and delivery.agreement_id = ${agreementId}
    and delivery.from_position < ${to} and delivery.to_position > ${from}
    and held.position >= ${from} and held.position < ${to}`;

/**
 * Count and digest of the facts delivered in a range: their bytes made again from the leaves, which
 * never change, and the views, which were fixed with the agreement.
 */
export async function deliveredIn(db: Db, under: Under, range: Range): Promise<Tally> {
  const { institutionId, agreementId } = under;
  const { rows } = await sql<Tally>`
    with agreed as materialized (select * from data_agreement
      where institution_id = ${institutionId} and id = ${agreementId}),
    held as materialized (${deliveredSql(under, range)}),
    shown as (
      select held.position, entry.leaf_hash, convert_from(entry.leaf, 'UTF8')::json as leaf,
        jsonb_build_object('members', view.members, 'objects', view.objects) as view
      from held
      join journal_position as place on place.institution_id = ${institutionId}
        and place.position = held.position
      join journal_entry as entry on entry.institution_id = ${institutionId}
        and entry.id = place.entry_id
      cross join agreed
      join lateral (select * from ${viewRows(sql`agreed`)}) as view on view.act = place.act),
    events as materialized (select position, ${eventSql(institutionId)} as event from shown)
    select count(*)::int as count, ${DIGEST} as digest from events`.execute(db);
  return rows[0] ?? { count: 0, digest: '' };
}

/** Today's view against what was delivered: what is due, and what would not be shown any more. */
export async function differenceIn(
  db: Db,
  under: Under,
  range: Range,
): Promise<{ pending: number; withdrawn: number }> {
  const { rows } = await sql<{ pending: number; withdrawn: number }>`
    with agreed as materialized (${agreedSql(under)}),
    candidates as materialized (${candidatesSql(under, range)}),
    shown as materialized (
      select shown.* from agreed cross join lateral ${shownSql(under, sql`candidates`)} as shown),
    held as materialized (${deliveredSql(under, range)})
    select count(*) filter (where held.position is null)::int as pending,
      count(*) filter (where shown.position is null)::int as withdrawn
    from shown full join held on held.position = shown.position`.execute(db);
  return rows[0] ?? { pending: 0, withdrawn: 0 };
}
