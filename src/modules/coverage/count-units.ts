import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Db } from '../../kernel/db/index.ts';
import { scopeOf, under } from '../staff/index.ts';
import type { Unit } from './rules.ts';

/** A code of territory begins with that of the village. */
const VILLAGE_DIGITS = 12;

type Wanted = {
  areaCode: string;
  day: string;
  /** The day lies behind: households have moved and files have closed since. */
  past: boolean;
  /** Households of the whole institution, to judge what may be published of a part. */
  everywhere: boolean;
};

/** Names of the division and those one level below, by code. */
type Counted = { units: Unit[]; names: Record<string, string> };

/**
 * One statement. A household carries the grid that its grid has become since, so on an earlier day it
 * counts as inside a grid when that grid, or one it came from, was there.
 */
export async function countUnits(db: Db, actor: Actor, wanted: Wanted): Promise<Counted> {
  const { areaCode, day, past, everywhere } = wanted;
  const tenant = actor.institutionId;
  const inForce = sql`valid_from <= ${day}::date and (valid_to is null or valid_to > ${day}::date)`;
  const { rows } = await sql<Counted>`
    with recursive there as (
      select id from grid where institution_id = ${tenant} and valid_from <= ${day}::date
      union
      select l.successor_id from grid_lineage l join there on there.id = l.predecessor_id
      where l.institution_id = ${tenant} and l.successor_id is not null
    ),
    villages as (
      select code, 1 as villages, 0 as grids, 0 as staffed, 0 as households, 0 as inside
      from area
      where level = 'VILLAGE' and ${inForce}
        and ${under(sql.ref('code'), areaCode)} and ${scopeOf(actor, sql.ref('code'))}
    ),
    fields as (
      select g.area_code, 0, count(*), count(s.responsible_id), 0, 0
      from (
        select id, area_code from grid
        where institution_id = ${tenant} and ${inForce}
          and ${under(sql.ref('area_code'), areaCode)} and ${scopeOf(actor, sql.ref('code'))}) g
      left join grid_staffing(${tenant}, ${day}::date) s on s.grid_id = g.id
      group by g.area_code
    ),
    files as (${past ? filesOn(tenant, day) : filesNow(tenant, day)}),
    homes as (
      select area_code, 0, 0, 0, count(*), count(*) filter (where grid_id in (select id from there))
      from files
      where ${scopeOf(actor, sql.ref('territory_code'))}
        and ${everywhere ? sql`true` : under(sql.ref('area_code'), areaCode)}
      group by area_code
    ),
    units as (
      select code, sum(villages)::int as villages,
        case when sum(grids) > 0 then sum(villages) else 0 end::int as "villagesGridded",
        sum(grids)::int as grids, sum(staffed)::int as "gridsStaffed",
        sum(households)::int as households, sum(inside)::int as "householdsInGrids"
      from (select * from villages union all select * from fields union all select * from homes) each
      group by code
    )
    select (select coalesce(json_agg(units), '[]') from units) as units,
      (select coalesce(json_object_agg(code, name), '{}') from area
        where (code = ${areaCode} or parent_code = ${areaCode}) and ${inForce}
          and (code = ${areaCode} or ${scopeOf(actor, sql.ref('code'))})) as names`.execute(db);
  return rows[0] ?? { units: [], names: {} };
}

/** Households on file and where they are: today, or on a day to come as far as is known. */
const filesNow = (tenant: string, day: string): RawBuilder<unknown> => sql`
  select area_code, territory_code, grid_id from customer
  where institution_id = ${tenant} and party = 'HOUSEHOLD' and status = 'ACTIVE'
    and registered_on <= ${day}::date`;

/** As they were on an earlier day: those closed since too, each where its next move took it from. */
const filesOn = (tenant: string, day: string): RawBuilder<unknown> => sql`
  select coalesce(left(m.from_code, ${VILLAGE_DIGITS}), c.area_code) as area_code,
    coalesce(m.from_code, c.territory_code) as territory_code,
    case when m.customer_id is null then c.grid_id else m.from_grid_id end as grid_id
  from customer c
  left join (
    select distinct on (customer_id) customer_id, from_code, from_grid_id
    from customer_move
    where institution_id = ${tenant} and status = 'ACCEPTED' and decided_on > ${day}::date
    order by customer_id, decided_on, id) m on m.customer_id = c.id
  where c.institution_id = ${tenant} and c.party = 'HOUSEHOLD'
    and (c.status = 'ACTIVE' or c.closed_on > ${day}::date) and c.registered_on <= ${day}::date`;
