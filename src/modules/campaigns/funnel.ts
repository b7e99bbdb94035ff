import { type RawBuilder, sql } from 'kysely';
import type { FunnelLevel } from '../../generated/enums.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Db } from '../../kernel/db/index.ts';
import { scopeOf, under } from '../staff/index.ts';

export type FunnelCount = {
  households: number;
  profiled: number;
  rated: number;
  credited: number;
  signed: number;
  drawn: number;
};
export type FunnelRow = {
  code: string;
  name: string | null;
  now: FunnelCount;
  weekAgo: FunnelCount;
};

export type FunnelQuestion = {
  level: FunnelLevel;
  asOf: string;
  campaignId: string | undefined;
  areaPrefix: string | undefined;
  /** Rows after this code. */
  after: string;
  limit: number;
};

const DAYS_BACK = 7;
const TOWN_DIGITS = 9;

/** What a household is counted under; each code has its name looked up where it is known. */
const LEVELS: Readonly<Record<FunnelLevel, { code: RawBuilder<unknown>; name: string }>> = {
  GROUP: { code: sql`c.territory_code`, name: 'grid' },
  VILLAGE: { code: sql`p.area_code`, name: 'area' },
  TOWN: { code: sql`left(p.area_code, ${sql.lit(TOWN_DIGITS)})`, name: 'area' },
  OUTLET: { code: sql`serving.code`, name: 'outlet' },
};

/**
 * The funnel on a day and a week before, from what happened on which day: steps, visits, ratings,
 * credit lines and loans. Nothing is stored to be counted, so nothing can drift. One statement.
 */
export async function funnelOf(
  db: Db,
  actor: Actor,
  question: FunnelQuestion,
): Promise<FunnelRow[]> {
  const tenant = actor.institutionId;
  const { level, asOf, campaignId, areaPrefix } = question;
  const { rows } = await sql<FunnelRow>`
    with households as (
      select h.id, h.customer_id, coalesce(${LEVELS[level].code}, '') as code
      from campaign p
      join campaign_household h on h.institution_id = ${tenant} and h.campaign_id = p.id
      join customer c on c.institution_id = ${tenant} and c.id = h.customer_id
      ${level === 'OUTLET' ? serving(tenant) : sql``}
      where p.institution_id = ${tenant}
        and ${campaignId === undefined ? sql`true` : sql`p.id = ${campaignId}`}
        and ${areaPrefix === undefined ? sql`true` : under(sql.ref('p.area_code'), areaPrefix)}
        and ${scopeOf(actor, sql.ref('c.territory_code'))}
    ),
    facts as (
      select h.code, d.back, ${factsOn(tenant)}
      from households h
      cross join (values (0, ${asOf}::date),
        (${sql.lit(DAYS_BACK)}, ${asOf}::date - ${sql.lit(DAYS_BACK)})) as d (back, day)
      join lateral (
        select s.stage from campaign_step s
        where s.institution_id = ${tenant} and s.campaign_household_id = h.id
          and s.moved_on <= d.day
        order by s.moved_on desc, s.id desc limit 1) reached on reached.stage <> 'DROPPED'
    ),
    counts as (
      select code, back, jsonb_build_object('households', count(*),
        'profiled', count(*) filter (where profiled), 'rated', count(*) filter (where rated),
        'credited', count(*) filter (where credited), 'signed', count(*) filter (where signed),
        'drawn', count(*) filter (where drawn)) as counted
      from facts group by code, back
    )
    select code, ${nameOf(tenant, LEVELS[level].name)} as name,
      coalesce(max(counted::text) filter (where back = 0), ${NOTHING})::jsonb as now,
      coalesce(max(counted::text) filter (where back > 0), ${NOTHING})::jsonb as "weekAgo"
    from counts
    where code > ${question.after} collate "C" or (code = '' and ${question.after} = '')
    group by code order by code collate "C" limit ${question.limit}`.execute(db);
  return rows;
}

const NOTHING = JSON.stringify({
  households: 0,
  profiled: 0,
  rated: 0,
  credited: 0,
  signed: 0,
  drawn: 0,
} satisfies FunnelCount);

/** The outlet that serves a village: the one whose area code says most of the village's. */
const serving = (tenant: string): RawBuilder<unknown> => sql`
  left join lateral (
    select o.code from outlet o, unnest(o.area_codes) as served
    where o.institution_id = ${tenant} and o.status = 'ACTIVE'
      and starts_with(p.area_code, served)
    order by length(served) desc, o.code limit 1) serving on true`;

/** What was true of a household \`h\` on the day \`d.day\`, which had reached \`reached.stage\`. */
const factsOn = (tenant: string): RawBuilder<unknown> => sql`
  exists (select from visit v where v.institution_id = ${tenant}
    and v.customer_id = h.customer_id and v.status = 'RECORDED'
    and v.way in ('ON_SITE', 'APPOINTMENT')
    and (v.visited_at at time zone 'Asia/Shanghai')::date <= d.day) as profiled,
  exists (select from rating r where r.institution_id = ${tenant}
    and r.customer_id = h.customer_id and r.status = 'EFFECTIVE'
    and r.valid_from <= d.day and (r.valid_to is null or r.valid_to > d.day)) as rated,
  reached.stage in ('DECIDED', 'NOTICED', 'SIGNED', 'DRAWN') as credited,
  exists (select from credit_line l where l.institution_id = ${tenant}
    and l.customer_id = h.customer_id and l.valid_from <= d.day and l.valid_to > d.day) as signed,
  exists (select from loan o where o.institution_id = ${tenant}
    and o.customer_id = h.customer_id and o.basis = 'CREDIT_LINE'
    and o.disbursed_on <= d.day) as drawn`;

/** The newest name of a code; a household in no grid is counted under its village. */
function nameOf(tenant: string, table: string): RawBuilder<unknown> {
  if (table === 'outlet') {
    return sql`(select o.name from outlet o
      where o.institution_id = ${tenant} and o.code = counts.code)`;
  }
  const area = sql`(select a.name from area a where a.code = counts.code
    order by a.valid_from desc limit 1)`;
  if (table === 'area') return area;
  return sql`coalesce((select g.name from grid g
    where g.institution_id = ${tenant} and g.code = counts.code
    order by g.valid_from desc limit 1), ${area})`;
}
