import { sql } from 'kysely';
import { type Actor, inScope } from '../../kernel/auth/actor.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { boxLiteral, containedIn } from './boundary-relations.ts';
import { areaM2 } from './clip.ts';
import type { Boundary } from './geometry.ts';
import { boundaryOfRow, type GridClass, type GridLevel, type GridRow } from './grid-rows.ts';
import type { GridRules } from './grid-rules.ts';
import { groundM2, overlapsWith } from './well-field.ts';

export type Placement = {
  actor: Actor;
  rules: GridRules;
  /** The grid as it shall lie; its id, where it has one already, is not its own neighbour. */
  cell: { id: string; boundary: Boundary; class: GridClass; level: GridLevel };
  /** What it must lie inside; null where nobody has drawn that. */
  around: Boundary | null;
  /** From when on. */
  on: string;
  /** Grids that end on that day. */
  ending?: readonly string[];
  path: readonly (string | number)[];
};

/**
 * Does a grid lie inside what holds it, and beside its neighbours as its class demands? Rural
 * ground has one grid per level; an urban grid shares at most the allowed part of itself, or of the
 * smaller neighbour. Judged against every grid of the level in force from that day on. Refuses with
 * `grid.outside_parent`, `grid.overlap_rural` or `grid.overlap_urban_share`.
 */
export async function checkPlacement(tx: Tx, placement: Placement): Promise<void> {
  const { cell, around, rules, path } = placement;
  if (around) {
    const { contained, outsideM2 } = containedIn(cell.boundary, around, rules.outsideM2);
    if (!contained) throw refuse('grid.outside_parent', { path, details: { outsideM2 } });
  }
  const neighbours = await neighboursOf(tx, placement);
  const cells = neighbours.flatMap((row) => {
    const boundary = boundaryOfRow(row);
    return boundary ? [{ id: row.id, boundary }] : [];
  });
  const overlaps = overlapsWith(cell, cells, rules.sliverM2);
  if (overlaps.length === 0) return;
  const byId = new Map(neighbours.map((row) => [row.id, row]));
  const shared = overlaps.map((each) => ({ row: byId.get(each.b), sharedM2: each.areaM2 }));
  // Each square metre once: a grid and those planned to take its place claim the same ground.
  const overlapM2 = groundM2(overlaps.flatMap(({ patches }) => patches));
  judgeOverlaps(placement, { shared, overlapM2 });
}

type Shared = { row: GridRow | undefined; sharedM2: number };

function judgeOverlaps(
  { actor, cell, rules, path }: Placement,
  { shared, overlapM2 }: { shared: readonly Shared[]; overlapM2: number },
): void {
  // A neighbour outside the caller's territory counts, but is not named.
  const grids = shared
    .filter(({ row }) => row && inScope(actor, row.code))
    .map(({ row, sharedM2 }) => ({ code: row?.code, overlapM2: sharedM2 }));
  const rural = cell.class === 'RURAL' || shared.some(({ row }) => row?.class === 'RURAL');
  if (rural) throw refuse('grid.overlap_rural', { path, details: { overlapM2, grids } });
  const ownM2 = areaM2(cell.boundary);
  const shares = shared.map(
    ({ row, sharedM2 }) => sharedM2 / Math.min(ownM2, row?.area_m2 ?? ownM2),
  );
  const overlapShare = Math.max(overlapM2 / ownM2, ...shares);
  const allowed = rules.overlapShareAllowed;
  if (overlapShare <= allowed) return;
  const details = { overlapM2, overlapShare, allowed, grids };
  throw refuse('grid.overlap_urban_share', { path, details });
}

async function neighboursOf(tx: Tx, placement: Placement): Promise<GridRow[]> {
  const { actor, cell, on, ending = [] } = placement;
  const { institutionId } = actor;
  const near = sql<string>`(select grids_meeting(
    ${institutionId}::uuid, ${boxLiteral(cell.boundary)}::box, ${cell.level}, ${on}::date))`;
  const rows = await tx
    .selectFrom('grid')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('id', 'in', near)
    .execute();
  const left = new Set([cell.id, ...ending]);
  // A grid superseded on its first day was never in force.
  return rows.filter((row) => !left.has(row.id) && row.valid_from !== row.valid_to);
}
