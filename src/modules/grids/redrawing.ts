import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { containedIn } from './boundary-relations.ts';
import type { Boundary } from './geometry.ts';
import {
  type BoundarySource,
  boundaryColumns,
  boundaryOfRow,
  childrenFrom,
  type GridRow,
} from './grid-rows.ts';
import type { GridRules } from './grid-rules.ts';

type Redrawing = { boundary: Boundary; source: BoundarySource; from: string };

/** Gives a grid another boundary from a day on; the one before is kept with its period. */
export async function redraw(tx: Tx, row: GridRow, given: Redrawing): Promise<FactObject> {
  const { boundary, source, from } = given;
  const before = boundaryOfRow(row);
  if (before && row.boundary_from && row.area_m2 && row.boundary_from < from) {
    await tx
      .insertInto('grid_boundary')
      .values({
        institution_id: row.institution_id,
        id: newId(),
        grid_id: row.id,
        boundary: JSON.stringify(before),
        area_m2: row.area_m2,
        boundary_source: row.boundary_source ?? 'DRAWN',
        valid_from: row.boundary_from,
        valid_to: from,
      })
      .execute();
  }
  const { version } = await tx
    .updateTable('grid')
    .set(boundaryColumns(boundary, { source, from }))
    .where('institution_id', '=', row.institution_id)
    .where('id', '=', row.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return { type: 'Grid', id: row.id, version };
}

type Kept = { boundary: Boundary; rules: GridRules; on: string; except?: string };

/** Does everything inside stay inside? Planned grids count too. Refuses with `grid.child_outside`. */
export async function requireChildrenInside(tx: Tx, row: GridRow, kept: Kept): Promise<void> {
  const { boundary, rules, on, except } = kept;
  const institutionId = row.institution_id;
  const children = await childrenFrom(tx, { institutionId, parentIds: [row.id], on });
  for (const child of children) {
    const inner = child.id === except ? null : boundaryOfRow(child);
    if (!inner) continue;
    const { contained, outsideM2 } = containedIn(inner, boundary, rules.outsideM2);
    if (contained) continue;
    throw refuse('grid.child_outside', {
      path: ['boundary'],
      details: { code: child.code, outsideM2 },
    });
  }
}
