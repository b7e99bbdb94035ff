import { z } from 'zod';
import { BoundarySource, CoordinateSystem, GridKind } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, geometry, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { areaInForce } from '../area-of-grid.ts';
import { parseBoundary } from '../boundary.ts';
import type { Boundary } from '../geometry.ts';
import { boundaryOfRow, findGrid, type GridRow, lockTerritory } from '../grid-rows.ts';
import { gridRulesOf } from '../grid-rules.ts';
import { checkPlacement } from '../placement.ts';
import { redraw, requireChildrenInside } from '../redrawing.ts';

const on = { noun: 'Grid', table: 'grid' } as const;
const MAX_HOUSEHOLDS = 100_000;

/** Only a grid without a planned end is worked on. */
function requireOpen(row: GridRow): void {
  if (row.valid_to === null) return;
  throw refuse('grid.not_in_force', { details: { validTo: row.valid_to } });
}

export const renameGrid = command({
  name: 'grid.rename',
  permission: 'grid.manage',
  scope: 'references',
  title: { en: 'Rename a grid', zh: '网格更名' },
  description: {
    en: 'The code stays; the journal keeps the old name.',
    zh: '编码不变，原名称留存于日志。',
  },
  on,
  input: z.object({ name: text(128) }),
  result: z.object({ grid: ref('Grid') }),
  acts: ['grid.renamed'],
  errors: ['grid.not_in_force'],
  async handler(tx, input, { actor, emit, target }) {
    requireOpen(target);
    const { version } = await tx
      .updateTable('grid')
      .set({ name: input.name })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const data = { from: target.name, to: input.name };
    emit('grid.renamed', [{ type: 'Grid', id: target.id, version }], data);
    return { grid: target.id };
  },
});

export const reviseGrid = command({
  name: 'grid.revise',
  permission: 'grid.manage',
  scope: 'references',
  title: { en: 'Revise a grid', zh: '变更网格' },
  description: {
    en: 'Changes the given fields; absent ones stay.',
    zh: '修改给出的字段，未给出的保持不变。',
  },
  on,
  input: z.object({
    kind: enumeration('GridKind', GridKind).optional(),
    householdNorm: z.number().int().min(1).max(MAX_HOUSEHOLDS).optional(),
  }),
  result: z.object({ grid: ref('Grid') }),
  acts: ['grid.revised'],
  errors: ['grid.not_in_force'],
  async handler(tx, input, { actor, emit, target }) {
    requireOpen(target);
    const { version } = await tx
      .updateTable('grid')
      .set({
        kind: input.kind ?? target.kind,
        household_norm: input.householdNorm ?? target.household_norm,
      })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    emit('grid.revised', [{ type: 'Grid', id: target.id, version }], { ...input });
    return { grid: target.id };
  },
});

export const redrawGrid = command({
  name: 'grid.redraw',
  permission: 'grid.manage',
  scope: 'references',
  title: { en: 'Redraw a grid', zh: '重划网格边界' },
  description: {
    en: 'From today on the grid has this boundary; the one before is kept with its period. It must lie inside what holds the grid, hold all grids inside, and keep the overlap rule.',
    zh: '自今日起启用新边界，原边界连同期间留存；新边界须在上级范围之内、包含全部下级网格，并符合重叠规则。',
  },
  on,
  input: z.object({
    boundary: geometry(),
    crs: enumeration('CoordinateSystem', CoordinateSystem),
    source: enumeration('BoundarySource', BoundarySource).default('DRAWN'),
  }),
  result: z.object({ grid: ref('Grid'), areaM2: z.number() }),
  acts: ['grid.redrawn'],
  errors: [
    'grid.not_in_force',
    'grid.crs_invalid',
    'grid.boundary_invalid',
    'grid.boundary_unclosed',
    'grid.boundary_self_crossing',
    'grid.outside_parent',
    'grid.child_outside',
    'grid.overlap_rural',
    'grid.overlap_urban_share',
  ],
  async handler(tx, input, { actor, emit, target, today }) {
    const boundary = parseBoundary(input.boundary, input.crs);
    await lockTerritory(tx, actor.institutionId);
    const row = await findGrid(tx, actor.institutionId, target.id);
    requireOpen(row);
    const rules = await gridRulesOf(tx, actor.institutionId);
    const from = row.valid_from > today ? row.valid_from : today;
    const cell = {
      id: row.id,
      boundary,
      class: row.class as 'URBAN' | 'RURAL',
      level: row.level as 'BIG' | 'SMALL' | 'MICRO',
    };
    const around = await holderBoundary(tx, row, from);
    await checkPlacement(tx, { actor, rules, cell, around, on: from, path: ['boundary'] });
    await requireChildrenInside(tx, row, { boundary, rules, on: from });
    const object = await redraw(tx, row, { boundary, source: input.source, from });
    const { area_m2: areaM2 } = await findGrid(tx, actor.institutionId, row.id);
    emit('grid.redrawn', [object], {
      from,
      source: input.source,
      areaBeforeM2: Math.round(row.area_m2 ?? 0),
      areaM2: Math.round(areaM2 ?? 0),
    });
    return { grid: row.id, areaM2: areaM2 ?? 0 };
  },
});

/** What the grid must lie inside: the grid around it, or its division where that is drawn. */
async function holderBoundary(tx: Tx, row: GridRow, day: string): Promise<Boundary | null> {
  if (row.parent_id) return boundaryOfRow(await findGrid(tx, row.institution_id, row.parent_id));
  const wanted = { code: row.area_code, on: day, path: ['boundary'] };
  return (await areaInForce(tx, wanted)).around;
}
