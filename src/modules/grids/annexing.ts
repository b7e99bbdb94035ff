import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { type BoundarySource, boundaryOfRow, findGrid, type GridRow } from './grid-rows.ts';
import { redraw, requireChildrenInside } from './redrawing.ts';
import { boundaryWithout, mergeBoundaries } from './reshape.ts';
import type { Reshaping } from './reshaping.ts';

type Annexed = { grid: GridRow; holder: GridRow | null };

/**
 * A grid moves with its ground: every old holder that does not hold the new place is redrawn
 * without it, every new one with it. Only from today on, since a boundary has no future.
 */
export async function annex(
  tx: Tx,
  reshaping: Reshaping,
  { grid, holder }: Annexed,
): Promise<void> {
  const { on, today, actor } = reshaping;
  if (on !== today) throw refuse('grid.annex_future', { path: ['annex'] });
  const ground = boundaryOfRow(grid);
  if (!ground || !holder) throw refuse('grid.boundary_missing', { path: ['annex'] });
  const losing = await holdersFrom(tx, actor.institutionId, grid.parent_id);
  const gaining = await holdersFrom(tx, actor.institutionId, holder.id);
  const shared = new Set(losing.map((row) => row.id).filter((id) => has(gaining, id)));
  for (const row of losing.filter((each) => !shared.has(each.id))) {
    const left = boundaryWithout(requireDrawn(row), [ground]);
    if (!left)
      throw refuse('grid.annex_everything', { path: ['annex'], details: { code: row.code } });
    const kept = { boundary: left, rules: reshaping.rules, on, except: grid.id };
    if (row.id === grid.parent_id) await requireChildrenInside(tx, row, kept);
    await redrawHolder(tx, reshaping, { row, boundary: left });
  }
  for (const row of gaining.filter((each) => !shared.has(each.id))) {
    const { boundary } = mergeBoundaries([requireDrawn(row), ground]);
    await redrawHolder(tx, reshaping, { row, boundary });
  }
}

const has = (rows: readonly GridRow[], id: string): boolean => rows.some((row) => row.id === id);

async function holdersFrom(tx: Tx, institutionId: string, id: string | null): Promise<GridRow[]> {
  const holders: GridRow[] = [];
  for (let next = id; next !== null; ) {
    const row: GridRow = await findGrid(tx, institutionId, next);
    holders.push(row);
    next = row.parent_id;
  }
  return holders;
}

function requireDrawn(row: GridRow) {
  const boundary = boundaryOfRow(row);
  if (boundary) return boundary;
  throw refuse('grid.boundary_missing', { path: ['annex'], details: { code: row.code } });
}

type Holder = { row: GridRow; boundary: ReturnType<typeof requireDrawn> };

async function redrawHolder(tx: Tx, reshaping: Reshaping, { row, boundary }: Holder) {
  const source = (row.boundary_source ?? 'DRAWN') as BoundarySource;
  const object = await redraw(tx, row, { boundary, source, from: reshaping.on });
  reshaping.touched.push(object);
}
