import { sql } from 'kysely';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { parsePoint } from '../grids/coordinates.ts';
import { type Boundary, pointInBoundary } from '../grids/index.ts';

export { parsePoint };

type Found = { id: string; code: string; parentId: string | null };
type Candidate = Found & { boundary: Boundary };
type Asking = { tx: Tx; actor: Actor; today: string };

/** Grids in force whose boundary holds a point in CGCS2000. */
export async function gridsAtPoint(
  { tx, actor, today }: Asking,
  { longitude, latitude }: { longitude: number; latitude: number },
): Promise<Found[]> {
  const { institutionId } = actor;
  const { rows } = await sql<Candidate>`
    select grid.id, grid.code, grid.parent_id as "parentId", grid.boundary
    from grids_at(${institutionId}::uuid, array[${longitude}::float8], array[${latitude}::float8],
      ${today}::date) as found
    join grid on grid.institution_id = ${institutionId}::uuid and grid.id = found.grid_id
    order by grid.code`.execute(tx);
  return rows.filter(({ boundary }) => pointInBoundary([longitude, latitude], boundary));
}
