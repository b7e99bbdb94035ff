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
  const now = sql`${asOf}::date`;
  const days = { now, ago: sql`(${now} - ${sql.lit(DAYS_BACK)})` };
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
      select h.code, step.now_at, step.ago_at, visited.first_on, rated.now_in as rated_now,
        rated.ago_in as rated_ago, line.now_in as line_now, line.ago_in as line_ago,
        paid.first_on as paid_on
      from households h
      ${factsOf(tenant, days)}
    ),
    counts as (
      select code, ${countOn('now', days)} as now, ${countOn('ago', days)} as "weekAgo"
      from facts
      where now_at <> 'DROPPED' or ago_at <> 'DROPPED'
      group by code
    )
    select code, ${nameOf(tenant, LEVELS[level].name)} as name, now, "weekAgo" from counts
    where code > ${question.after} collate "C" or (code = '' and ${question.after} = '')
    order by code collate "C" limit ${question.limit}`.execute(db);
  return rows;
}

type Days = { now: RawBuilder<unknown>; ago: RawBuilder<unknown> };

/** The outlet that serves a village: the one whose area code says most of the village's. */
const serving = (tenant: string): RawBuilder<unknown> => sql`
  left join lateral (
    select o.code from outlet o, unnest(o.area_codes) as served
    where o.institution_id = ${tenant} and o.status = 'ACTIVE'
      and starts_with(p.area_code, served)
    order by length(served) desc, o.code limit 1) serving on true`;

/** What happened to a household `h`, and when: each table is looked into once for both days. */
const factsOf = (tenant: string, { now, ago }: Days): RawBuilder<unknown> => sql`
  cross join lateral (
    select (array_agg(s.stage order by s.moved_on desc, s.id desc)
        filter (where s.moved_on <= ${now}))[1] as now_at,
      (array_agg(s.stage order by s.moved_on desc, s.id desc)
        filter (where s.moved_on <= ${ago}))[1] as ago_at
    from campaign_step s
    where s.institution_id = ${tenant} and s.campaign_household_id = h.id) step
  cross join lateral (
    select (min(v.visited_at) at time zone 'Asia/Shanghai')::date as first_on from visit v
    where v.institution_id = ${tenant} and v.customer_id = h.customer_id
      and v.status = 'RECORDED' and v.way in ('ON_SITE', 'APPOINTMENT')) visited
  cross join lateral (
    select bool_or(${holdsOn('r', now)}) as now_in, bool_or(${holdsOn('r', ago)}) as ago_in
    from rating r
    where r.institution_id = ${tenant} and r.customer_id = h.customer_id
      and r.status = 'EFFECTIVE') rated
  cross join lateral (
    select bool_or(${holdsOn('l', now)}) as now_in, bool_or(${holdsOn('l', ago)}) as ago_in
    from credit_line l
    where l.institution_id = ${tenant} and l.customer_id = h.customer_id) line
  cross join lateral (
    select min(o.disbursed_on) as first_on from loan o
    where o.institution_id = ${tenant} and o.customer_id = h.customer_id
      and o.basis = 'CREDIT_LINE') paid`;

const holdsOn = (table: string, day: RawBuilder<unknown>): RawBuilder<unknown> => {
  const [from, to] = [sql.ref(`${table}.valid_from`), sql.ref(`${table}.valid_to`)];
  return sql`${from} <= ${day} and (${to} is null or ${to} > ${day})`;
};

/** How many households of a code had come how far on one of the days. */
function countOn(which: 'now' | 'ago', days: Days): RawBuilder<unknown> {
  const [day, stage] = [days[which], sql.ref(`${which}_at`)];
  const count = (fact: RawBuilder<unknown>) =>
    sql`count(*) filter (where ${stage} <> 'DROPPED' and ${fact})`;
  return sql`jsonb_build_object('households', ${count(sql`true`)},
    'profiled', ${count(sql`first_on <= ${day}`)},
    'rated', ${count(sql.ref(`rated_${which}`))},
    'credited', ${count(sql`${stage} in ('DECIDED', 'NOTICED', 'SIGNED', 'DRAWN')`)},
    'signed', ${count(sql.ref(`line_${which}`))},
    'drawn', ${count(sql`paid_on <= ${day}`)})`;
}

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
