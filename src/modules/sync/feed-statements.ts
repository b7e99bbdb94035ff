/** What the feed reads: where the journal ends, which files to deliver, what has left. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../kernel/db/index.ts';
import type { Pass } from './cursor.ts';

type Of = { institutionId: string };

/** The last position that has been given; -1 where none has. */
export async function journalEnd(db: Db, { institutionId }: Of): Promise<number> {
  const { rows } = await sql<{ position: bigint }>`
    select position from journal_position where institution_id = ${institutionId}
    order by position desc limit 1`.execute(db);
  return rows[0] ? Number(rows[0].position) : -1;
}

/** Whether a territory holds more customers than a device carries; counts no further. */
export async function holdsMoreThan(
  db: Db,
  { institutionId, scope, limit }: Of & { scope: readonly string[]; limit: number },
): Promise<boolean> {
  const { rows } = await sql<{ held: number }>`
    select count(*)::int as held from (
      select from unnest(${[...scope]}::text[]) as territory (prefix)
      join customer on customer.institution_id = ${institutionId}
        and customer.territory_code >= territory.prefix
        and customer.territory_code < territory.prefix || '~'
      limit ${limit + 1}) as counted`.execute(db);
  return (rows[0]?.held ?? 0) > limit;
}

type Asked = Of & { pass: Pass; first: number };

/** Positions of a pass; everything written before the journal began counts as before it. */
const inPass = (position: RawBuilder<unknown>, { since, until }: Pass): RawBuilder<unknown> =>
  sql`${position} > ${since ?? -1} and ${position} <= ${until ?? -1}`;

/** The place in the journal of the transaction a departure was made in. */
const departedIn = (pass: Pass): RawBuilder<unknown> => sql`exists (
  select from journal_entry as entry
  join journal_position as place on place.institution_id = entry.institution_id
    and place.entry_id = entry.id
  where entry.xid = left_by.xid and entry.institution_id = left_by.institution_id
    and ${inPass(sql.ref('place.position'), pass)})`;

/**
 * Keys of the customers to deliver next, in order: those of fresh territories, and those the
 * journal or a change of territory names since the last pass. Found from the territory, not from
 * the journal: what it costs follows from what an officer keeps, not from what the bank does.
 */
export async function nextKeys(db: Db, { institutionId, pass, first }: Asked): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select customer.id from unnest(${[...pass.scope]}::text[]) as territory (prefix)
    join customer on customer.institution_id = ${institutionId}
      and customer.territory_code >= territory.prefix
      and customer.territory_code < territory.prefix || '~'
    where customer.id > ${pass.after}::uuid and (
      territory.prefix = any(${[...pass.fresh]}::text[])
      or exists (select from journal_object as about
        where about.institution_id = ${institutionId} and about.object_id = customer.id::text
          and about.object_type = 'Customer' and ${inPass(sql.ref('about.position'), pass)})
      or exists (select from customer_departure as left_by
        where left_by.institution_id = ${institutionId} and left_by.customer_id = customer.id
          and ${departedIn(pass)}))
    order by customer.id limit ${first}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Customers that left the territory in this pass and are not in it now. */
export async function goneKeys(db: Db, { institutionId, pass }: Omit<Asked, 'first'>) {
  const { rows } = await sql<{ id: string }>`
    select distinct left_by.customer_id as id
    from unnest(${[...pass.scope]}::text[]) as territory (prefix)
    join customer_departure as left_by on left_by.institution_id = ${institutionId}
      and left_by.from_code >= territory.prefix and left_by.from_code < territory.prefix || '~'
    join customer on customer.institution_id = ${institutionId}
      and customer.id = left_by.customer_id
    where ${departedIn(pass)} and not exists (
      select from unnest(${[...pass.scope]}::text[]) as kept (prefix)
      where starts_with(customer.territory_code, kept.prefix))
    order by id`.execute(db);
  return rows.map(({ id }) => id);
}
