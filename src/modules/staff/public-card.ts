import { sql } from 'kysely';
import { z } from 'zod';
import type { AssignmentRole, OfficerDuty, OfficerKind } from '../../generated/enums.ts';
import { id } from '../../kernel/commands/input.ts';
import { read } from '../../kernel/queries/read.ts';

const MOST_SHOWN = 20;

type CardOfficer = {
  role: AssignmentRole;
  name: string;
  kind: OfficerKind;
  photoReference: string | null;
  telephone: string | null;
  duties: OfficerDuty[];
};
type Row = { gridCode: string; gridName: string; officers: CardOfficer[] };

/** What the board of a grid shows the public: no ids, codes, absences or customers. */
export const publicCard = read({
  name: 'staff.public-card',
  permission: 'staff.read',
  scope: 'references',
  title: { en: 'The public board of a grid', zh: '网格公示牌' },
  input: z.object({ gridId: id('Grid') }),
  cost: 5,
  async run(db, { gridId }, { actor, today }) {
    const tenant = actor.institutionId;
    const { rows } = await sql<Row>`
      select g.code as "gridCode", g.name as "gridName", (
        select coalesce(json_agg(shown order by shown.place), '[]') from (
          select a.role, p.name, o.kind, p.photo_reference as "photoReference", p.telephone,
            o.duties, row_number() over (
              order by array_position(array['PRIMARY', 'BACKUP', 'MEMBER'], a.role),
                a.weight desc, a.valid_from, a.id) as place
          from assignment a
          join officer o on o.institution_id = ${tenant} and o.person_id = a.person_id
          join person p on p.institution_id = ${tenant} and p.id = a.person_id
          where a.institution_id = ${tenant} and a.grid_id = g.id and p.status = 'ACTIVE'
            and a.valid_from <= ${today}::date and (a.valid_to is null or a.valid_to > ${today}::date)
          order by place limit ${MOST_SHOWN}) shown) as officers
      from grid g
      where g.institution_id = ${tenant} and g.id = ${gridId}`.execute(db);
    return rows[0];
  },
});
