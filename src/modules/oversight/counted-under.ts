/** What loans and lines are counted under: each level's code of a row, and the name of a code. */
import { type RawBuilder, sql } from 'kysely';
import type { PortfolioLevel } from '../../generated/enums.ts';

type Sql = RawBuilder<unknown>;
type Of = { tenant: string; day: string };

export type Level = {
  /** Relations to read beside the rows `h`, as further parts of the statement. */
  parts?: (of: Of) => Sql;
  join?: Sql;
  /** Of loans alone. */
  loanJoin?: Sql;
  /** Of a loan `h`. */
  code: Sql;
  /** Of a credit line `h`; absent where lines are not counted so. */
  lineCode?: Sql;
  name: (tenant: string) => Sql;
};

const areaName = sql`(select a.name from area a where a.code = f.code
  order by a.valid_from desc limit 1)`;

const byPlace = (digits: number): Level => {
  const code = sql`left(h.area_code, ${sql.lit(digits)})`;
  return { code, lineCode: code, name: () => areaName };
};

/** The outlet that serves a division: the one whose area code says most of it. */
const serving = ({ tenant }: Of): Sql => sql`, served as materialized (
  select place.area_code, (select o.code from outlet o, unnest(o.area_codes) as area
    where o.institution_id = ${tenant} and o.status = 'ACTIVE'
      and starts_with(place.area_code, area)
    order by length(area) desc, o.code limit 1) as code
  from (select area_code from held union select area_code from lined) place)`;

/** Who answers for a grid on the day, and who is named for a loan of its own instead. */
const managing = ({ tenant, day }: Of): Sql => sql`, staffed as materialized (
  select s.grid_id, p.code from grid_staffing(${tenant}, ${day}::date) s
  join person p on p.institution_id = ${tenant} and p.id = s.responsible_id),
named as materialized (
  select m.loan_id, p.code from loan_manager m
  join person p on p.institution_id = ${tenant} and p.id = m.person_id
  where m.institution_id = ${tenant} and m.valid_from <= ${day}::date
    and (m.valid_to is null or m.valid_to > ${day}::date))`;

export const LEVELS: Readonly<Record<PortfolioLevel, Level>> = {
  GRID: {
    code: sql`h.territory_code`,
    lineCode: sql`h.territory_code`,
    name: (tenant) => sql`coalesce((select g.name from grid g
      where g.institution_id = ${tenant} and g.code = f.code
      order by g.valid_from desc limit 1), ${areaName})`,
  },
  VILLAGE: byPlace(12),
  TOWN: byPlace(9),
  COUNTY: byPlace(6),
  OUTLET: {
    parts: serving,
    join: sql`left join served on served.area_code = h.area_code`,
    code: sql`served.code`,
    lineCode: sql`served.code`,
    name: (tenant) => sql`(select o.name from outlet o
      where o.institution_id = ${tenant} and o.code = f.code)`,
  },
  OFFICER: {
    parts: managing,
    join: sql`left join staffed on staffed.grid_id = h.grid_id`,
    loanJoin: sql`left join named on named.loan_id = h.id`,
    code: sql`coalesce(named.code, staffed.code)`,
    lineCode: sql`staffed.code`,
    name: (tenant) => sql`(select p.name from person p
      where p.institution_id = ${tenant} and p.code = f.code)`,
  },
  PRODUCT: {
    code: sql`h.product`,
    name: (tenant) => sql`(select p.name_zh from loan_product p
      where p.institution_id = ${tenant} and p.code = f.code
      order by p.edition desc limit 1)`,
  },
};
