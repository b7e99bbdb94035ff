import { sql } from 'kysely';
import { z } from 'zod';
import { date, pattern } from '../../kernel/commands/input.ts';
import { read } from '../../kernel/queries/read.ts';
import { gridsSeen, pageSize } from './grids-seen.ts';

type Overloaded = {
  officer: string;
  personCode: string;
  personName: string;
  grids: number;
  gridCapacity: number;
  households: number;
  householdCapacity: number;
};
type Row = { overloaded: number; page: Overloaded[] };

/**
 * Counts all grids of an officer, also those the caller does not see: what one carries does not
 * depend on who asks. Listed are the officers of grids the caller sees.
 */
export const overload = read({
  name: 'staff.overload',
  permission: 'staff.read',
  scope: 'references',
  title: { en: 'Officers with more than they can carry', zh: '超负荷报告' },
  input: z.object({
    asOf: date().optional(),
    first: pageSize(),
    after: pattern(/^[a-z0-9][a-z0-9.-]{0,63}$/, 64).optional(),
  }),
  cost: 500,
  async run(db, input, { actor, today }) {
    const day = input.asOf ?? today;
    const tenant = actor.institutionId;
    const { rows } = await sql<Row>`
      with seen as (${gridsSeen(actor, { day, areaCode: undefined })}),
      carried as (
        select s.primary_id as person_id, s.grid_id,
          s.grid_id in (select id from seen) as visible, (
            select count(*) from customer c
            where c.institution_id = ${tenant} and c.grid_id = s.grid_id
              and c.party = 'HOUSEHOLD' and c.status = 'ACTIVE') as households
        from grid_staffing(${tenant}, ${day}::date) s
        join grid g on g.institution_id = ${tenant} and g.id = s.grid_id
          and g.valid_from <= ${day}::date and (g.valid_to is null or g.valid_to > ${day}::date)
      ),
      loads as (
        select person_id, count(*)::int as grids, sum(households)::int as households
        from carried group by person_id having bool_or(visible)
      ),
      over as (
        select o.id as officer, p.code as "personCode", p.name as "personName", l.grids,
          o.grid_capacity as "gridCapacity", l.households,
          o.household_capacity as "householdCapacity"
        from loads l
        join officer o on o.institution_id = ${tenant} and o.person_id = l.person_id
        join person p on p.institution_id = ${tenant} and p.id = l.person_id
        where l.grids > o.grid_capacity or l.households > o.household_capacity
      ),
      page as (
        select * from over where "personCode" > ${input.after ?? ''}
        order by "personCode" limit ${input.first + 1}
      )
      select (select count(*) from over)::int as overloaded,
        (select coalesce(json_agg(page order by page."personCode"), '[]') from page) as page`.execute(
      db,
    );
    const { overloaded, page } = rows[0] ?? { overloaded: 0, page: [] };
    const shown = page.slice(0, input.first);
    const next = page.length > input.first ? shown.at(-1)?.personCode : null;
    return { asOf: day, overloaded, officers: shown, next: next ?? null };
  },
});
