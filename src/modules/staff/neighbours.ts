import type { Tx } from '../../kernel/db/index.ts';
import { areNeighbours, type Boundary } from '../grids/index.ts';
import type { LockedGrid } from './territory.ts';

type Wanted = { institutionId: string; grid: LockedGrid; personId: string; day: string };

/**
 * AB岗: two neighbouring grids back each other up. Is the person, on that day, primary of a grid
 * inside the same grid, or of one that adjoins? Adjoining is known only where both are drawn.
 */
export async function servesNeighbour(tx: Tx, wanted: Wanted): Promise<boolean> {
  const { institutionId, grid, personId, day } = wanted;
  const served = await tx
    .selectFrom('assignment as a')
    .innerJoin('grid as g', (join) =>
      join.onRef('g.institution_id', '=', 'a.institution_id').onRef('g.id', '=', 'a.grid_id'),
    )
    .select(['g.id', 'g.parent_id'])
    .where('a.institution_id', '=', institutionId)
    .where('a.person_id', '=', personId)
    .where('a.role', '=', 'PRIMARY')
    .where('a.valid_from', '<=', day)
    .where((or) => or.or([or('a.valid_to', 'is', null), or('a.valid_to', '>', day)]))
    .where('a.grid_id', '!=', grid.id)
    .execute();
  if (grid.parentId !== null && served.some((each) => each.parent_id === grid.parentId)) {
    return true;
  }
  const boundaries = await boundariesOf(tx, institutionId, [
    grid.id,
    ...served.map((each) => each.id),
  ]);
  const own = boundaries.get(grid.id);
  if (!own) return false;
  return served.some(({ id }) => {
    const other = boundaries.get(id);
    return other !== undefined && areNeighbours(own, other);
  });
}

async function boundariesOf(tx: Tx, institutionId: string, ids: readonly string[]) {
  const rows = await tx
    .selectFrom('grid')
    .select(['id', 'boundary'])
    .where('institution_id', '=', institutionId)
    .where('id', 'in', ids)
    .where('boundary', 'is not', null)
    .execute();
  return new Map(rows.map((row) => [row.id, row.boundary as Boundary]));
}
