import { z } from 'zod';
import { CoordinateSystem, GridKind } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, geometry, id, text } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { parseBoundary } from '../boundary.ts';
import { containedIn } from '../boundary-relations.ts';
import type { Boundary } from '../geometry.ts';
import {
  boundaryOfRow,
  findGrid,
  type GridLevel,
  type GridRow,
  lockSubtrees,
  lockTerritory,
} from '../grid-rows.ts';
import { checkSplit } from '../reshape.ts';
import {
  addOpening,
  beginReshaping,
  carryOut,
  movableChildren,
  rehome,
  requireChangeable,
  reshapeResult,
  type Taker,
} from '../reshaping.ts';

const MAX_PARTS = 50;
const MAX_CHILDREN = 200;
const MAX_HOUSEHOLDS = 100_000;

const part = z.object({
  name: text(128),
  kind: enumeration('GridKind', GridKind).optional(),
  exclusive: z.boolean().optional(),
  householdNorm: z.number().int().min(1).max(MAX_HOUSEHOLDS).optional(),
  boundary: geometry().optional(),
  childIds: z
    .array(id('Grid'))
    .max(MAX_CHILDREN)
    .default([])
    .describe('Grids inside that go here; needed for those without a boundary. 归入的下级网格'),
});

export const splitGrid = command({
  name: 'grid.split',
  permission: 'grid.manage',
  scope: 'references',
  title: { en: 'Split a grid', zh: '拆分网格' },
  description: {
    en: 'The grid ends on the effective date (today or later) and its parts begin, each with a new code. The parts cover the grid and do not overlap; grids inside go with the part they lie in. A dry run is the preview: what moves where.',
    zh: '网格于生效日（今日或以后）停用，各部分启用新编码；各部分须完整覆盖且互不重叠，下级网格随所在部分迁移。试运行即为预览。',
  },
  on: { noun: 'Grid', table: 'grid' },
  input: z.object({
    parts: z.array(part).min(2).max(MAX_PARTS),
    crs: enumeration('CoordinateSystem', CoordinateSystem).optional(),
    effectiveDate: date().optional(),
  }),
  result: reshapeResult,
  acts: ['grid.split'],
  errors: [
    'grid.boundary_unexpected',
    'grid.not_in_force',
    'grid.effective_date_past',
    'grid.split_leaves_gap',
    'grid.split_overlap',
    'grid.split_cuts_child',
    'grid.outside_parent',
    'grid.boundary_missing',
    'grid.planned_change',
  ],
  async handler(tx, input, { actor, emit, today, reason, target }) {
    const { institutionId } = actor;
    const calling = { actor, emit, today, reason, effectiveDate: input.effectiveDate };
    await lockSubtrees(tx, institutionId, [target.id]);
    await lockTerritory(tx, institutionId);
    const reshaping = await beginReshaping(tx, { ...calling, act: 'SPLIT' });
    const grid = await findGrid(tx, institutionId, target.id);
    requireChangeable(grid, reshaping.on);
    const boundaries = partBoundaries(grid, input, reshaping.rules.sliverM2);
    const parent = grid.parent_id ? await findGrid(tx, institutionId, grid.parent_id) : null;
    const takers: Taker[] = [];
    for (const [index, given] of input.parts.entries()) {
      const { childIds: _childIds, boundary: _boundary, ...values } = given;
      const boundary = boundaries[index] ?? null;
      const place = { level: grid.level as GridLevel, parent, areaCode: grid.area_code };
      const taker = await addOpening(reshaping, { ...place, ...values, like: grid, boundary });
      reshaping.links.push({ from: grid, to: taker, act: 'SPLIT' });
      takers.push(taker);
    }
    const children = await movableChildren(tx, reshaping, [grid.id]);
    const places = input.parts.map((each) => each.childIds);
    const toleranceM2 = reshaping.rules.outsideM2;
    const takerOf = (child: GridRow) => ({
      taker: partOf(child, { takers, places, toleranceM2 }),
      areaCode: grid.area_code,
    });
    await rehome(tx, reshaping, { children, takerOf });
    return carryOut(tx, reshaping, takers);
  },
});

type Given = { parts: readonly { boundary?: unknown }[]; crs?: string | undefined };

/** The parts' boundaries, checked against the whole; none where the grid has none. */
function partBoundaries(grid: GridRow, { parts, crs }: Given, sliverM2: number): Boundary[] {
  const whole = boundaryOfRow(grid);
  if (!whole) {
    const drawn = parts.findIndex((each) => each.boundary !== undefined);
    if (drawn < 0) return [];
    throw refuse('grid.boundary_unexpected', { path: ['parts', drawn, 'boundary'] });
  }
  const cells = parts.map((each, index) => {
    const path = ['parts', index, 'boundary'];
    if (each.boundary === undefined) throw refuse('grid.boundary_missing', { path });
    return { id: String(index), boundary: parseBoundary(each.boundary, crs, path) };
  });
  checkSplit(whole, cells, sliverM2);
  return cells.map((cell) => cell.boundary);
}

type Parts = {
  takers: readonly Taker[];
  places: readonly (readonly string[])[];
  toleranceM2: number;
};

/** The part a grid inside goes to: the one named for it, else the one it lies in. */
function partOf(child: GridRow, { takers, places, toleranceM2 }: Parts): Taker {
  const details = { code: child.code };
  const named = takers[places.findIndex((ids) => ids.includes(child.id))];
  const boundary = boundaryOfRow(child);
  if (!boundary) {
    if (named) return named;
    throw refuse('grid.boundary_missing', { path: ['parts'], details });
  }
  const candidates = named ? [named] : takers;
  const found = candidates.find(
    (taker) => !taker.boundary || containedIn(boundary, taker.boundary, toleranceM2).contained,
  );
  if (!found) throw refuse('grid.split_cuts_child', { path: ['parts'], details });
  return found;
}
