import { sql } from 'kysely';
import { z } from 'zod';
import type { VacancyReason } from '../../generated/enums.ts';
import { date, pattern } from '../../kernel/commands/input.ts';
import { read } from '../../kernel/queries/read.ts';
import { gridsSeen, pageSize } from './grids-seen.ts';

type Vacant = { grid: string; gridCode: string; gridName: string; reason: VacancyReason };
type Row = { grids: number; vacant: number; page: Vacant[] };

/** Every grid is served: by a primary who is there, or by whoever covers them. */
export const vacancies = read({
  name: 'staff.vacancies',
  permission: 'staff.read',
  scope: 'references',
  title: { en: 'Grids nobody serves', zh: '空岗报告' },
  input: z.object({
    areaCode: pattern(/^\d{2,12}$/, 12).optional(),
    asOf: date().optional(),
    first: pageSize(),
    after: pattern(/^[0-9A-Z]{2,32}$/, 32).optional(),
  }),
  cost: 500,
  async run(db, input, { actor, today }) {
    const day = input.asOf ?? today;
    const seen = gridsSeen(actor, { day, areaCode: input.areaCode });
    const { rows } = await sql<Row>`
      with field as (${seen}),
      unserved as (
        select f.id, f.code, f.name, case
            when s.grid_id is null then 'NO_PRIMARY'
            when s.basis = 'UNCOVERED' then 'UNCOVERED_LEAVE'
            when p.status = 'LEFT' then 'PRIMARY_LEFT' end as reason
        from field f
        left join grid_staffing(${actor.institutionId}, ${day}::date) s on s.grid_id = f.id
        left join person p on p.institution_id = ${actor.institutionId} and p.id = s.responsible_id
      ),
      page as (
        select id as grid, code as "gridCode", name as "gridName", reason
        from unserved where reason is not null and code > ${input.after ?? ''}
        order by code limit ${input.first + 1}
      )
      select (select count(*) from field)::int as grids,
        (select count(*) from unserved where reason is not null)::int as vacant,
        (select coalesce(json_agg(page order by page."gridCode"), '[]') from page) as page`.execute(
      db,
    );
    const { grids, vacant, page } = rows[0] ?? { grids: 0, vacant: 0, page: [] };
    const shown = page.slice(0, input.first);
    const next = page.length > input.first ? shown.at(-1)?.gridCode : null;
    return { asOf: day, grids, vacant, vacancies: shown, next: next ?? null };
  },
});
