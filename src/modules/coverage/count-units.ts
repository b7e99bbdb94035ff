import { sql } from 'kysely';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Db } from '../../kernel/db/index.ts';
import { scopeOf, under } from '../staff/index.ts';
import type { Unit } from './rules.ts';

type Wanted = {
  areaCode: string;
  day: string;
  /** Households of the whole institution, to judge what may be published of a part. */
  everywhere: boolean;
};

/** Names of the division and those one level below, by code. */
type Counted = { units: Unit[]; names: Record<string, string> };

/**
 * One statement. Customers carry the grid they are in today, so on an earlier day a household counts
 * as inside a grid when that grid, or one it came from, was there.
 */
export async function countUnits(db: Db, actor: Actor, wanted: Wanted): Promise<Counted> {
  const { areaCode, day, everywhere } = wanted;
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
    homes as (
      select area_code, 0, 0, 0, count(*), count(*) filter (where grid_id in (select id from there))
      from customer
      where institution_id = ${tenant} and party = 'HOUSEHOLD' and status = 'ACTIVE'
        and registered_on <= ${day}::date and ${scopeOf(actor, sql.ref('territory_code'))}
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
