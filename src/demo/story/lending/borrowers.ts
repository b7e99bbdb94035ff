import { sql } from 'kysely';
import type { CustomerKind } from '../../../generated/enums.ts';
import { globalId, parseGlobalId } from '../../../kernel/ids.ts';
import { DEMO_TOWN } from '../../people.ts';
import type { Stage } from '../stage.ts';

/** The key within a global id. */
export const keyOf = (id: string): string => parseGlobalId(id)?.id ?? id;

/** Somebody of the demo's town with a line nobody has drawn on. */
export type Borrower = {
  id: string;
  kind: CustomerKind;
  areaCode: string;
  longitude: number;
  latitude: number;
  /** Who answers for the grid. */
  officer: string;
  lineFen: bigint;
};

type Wanted = { kinds: readonly CustomerKind[]; count: number; notIn: string };

/** Ratings that held before the first of them applies. */
const RATED_DAYS_AGO = 40;

/** Those with the largest lines, outside the village that is in the midst of its campaign. */
export async function borrowersOf(stage: Stage, wanted: Wanted): Promise<Borrower[]> {
  const { db, institutionId, today } = stage;
  const { rows } = await sql<Omit<Borrower, 'lineFen'> & { line: string }>`
    select c.id, c.kind, c.area_code as "areaCode", c.longitude, c.latitude,
      a.person_id as officer, r.credit_line_fen::text as line
    from customer c
    join rating r on r.institution_id = c.institution_id and r.customer_id = c.id
      and r.status = 'EFFECTIVE' and r.valid_from <= ${today()}::date - ${RATED_DAYS_AGO}::int
      and r.valid_to > ${today()}::date
    join assignment a on a.institution_id = c.institution_id and a.grid_id = c.grid_id
      and a.role = 'PRIMARY' and a.valid_to is null
      and a.valid_from <= ${today()}::date - ${RATED_DAYS_AGO}::int
    join officer o on o.institution_id = c.institution_id and o.person_id = a.person_id
      and o.kind in ('FULL_TIME', 'PART_TIME')
    where c.institution_id = ${institutionId} and c.status = 'ACTIVE' and c.screening = 'NONE'
      and c.kind = any(${wanted.kinds}::text[]) and starts_with(c.area_code, ${DEMO_TOWN})
      and c.area_code <> ${wanted.notIn} and c.longitude is not null
      and c.id_number_digest is not null
      and not exists (select from loan l
        where l.institution_id = c.institution_id and l.customer_id = c.id)
    order by r.credit_line_fen desc, c.code limit ${wanted.count}`.execute(db);
  return rows.map(({ line, ...row }) => ({
    ...row,
    id: globalId('Customer', row.id),
    lineFen: BigInt(line),
  }));
}

/** People of the same grid who may stand for a borrower. */
export async function neighboursOf(
  { db, institutionId }: Stage,
  { id }: Borrower,
  count: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select n.id from customer c
    join customer n on n.institution_id = c.institution_id and n.grid_id = c.grid_id
      and n.id <> c.id and n.party <> 'ORGANISATION' and n.status = 'ACTIVE'
      and n.screening = 'NONE'
    where c.institution_id = ${institutionId} and c.id = ${keyOf(id)}
      and not exists (select from loan l
        where l.institution_id = n.institution_id and l.customer_id = n.id)
    order by n.code limit ${count}`.execute(db);
  return rows.map((row) => globalId('Customer', row.id));
}
