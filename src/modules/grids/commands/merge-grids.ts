import { z } from 'zod';
import { GridKind } from '../../../generated/enums.ts';
import { inScope } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, id, pattern, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { areaInForce } from '../area-of-grid.ts';
import type { Boundary } from '../geometry.ts';
import {
  boundaryOfRow,
  findGrid,
  type GridLevel,
  type GridRow,
  lockSubtrees,
  lockTerritory,
} from '../grid-rows.ts';
import { mergeBoundaries } from '../reshape.ts';
import {
  addOpening,
  beginReshaping,
  carryOut,
  movableChildren,
  type Reshaping,
  rehome,
  requireChangeable,
  reshapeResult,
} from '../reshaping.ts';

const MAX_GRIDS = 20;
const MAX_HOUSEHOLDS = 100_000;

export const mergeGrids = command({
  name: 'grid.merge',
  permission: 'grid.manage',
  scope: 'references',
  title: { en: 'Merge grids', zh: '合并网格' },
  description: {
    en: 'Grids of one level and class inside the same grid end on the effective date and one with a new code begins; grids inside go with it. A dry run is the preview: what moves where.',
    zh: '同一上级之下、层级与类别相同的网格于生效日停用，合并为一个新编码的网格，下级网格随迁。试运行即为预览。',
  },
  input: z.object({
    gridIds: z.array(id('Grid')).min(2).max(MAX_GRIDS),
    name: text(128),
    kind: enumeration('GridKind', GridKind)
      .optional()
      .describe('As the first of them where absent. 类型'),
    areaCode: pattern(/^\d{12}$/, 12)
      .optional()
      .describe('For big grids of several villages: where the new one stands. 所在村（社区）代码'),
    householdNorm: z.number().int().min(1).max(MAX_HOUSEHOLDS).optional(),
    effectiveDate: date().optional(),
  }),
  result: reshapeResult.extend({
    contiguous: z.boolean().describe('Do the grids share borders? 是否相连'),
  }),
  acts: ['grid.merged'],
  errors: [
    'grid.merge_needs_two',
    'grid.merge_level',
    'grid.not_in_force',
    'grid.effective_date_past',
    'grid.boundary_missing',
    'grid.area_unknown',
    'grid.planned_change',
  ],
  async handler(tx, input, { actor, emit, today, reason }) {
    const { institutionId } = actor;
    const ids = [...new Set(input.gridIds)];
    if (ids.length < 2) throw refuse('grid.merge_needs_two', { path: ['gridIds'] });
    await lockSubtrees(tx, institutionId, ids);
    await lockTerritory(tx, institutionId);
    const calling = { actor, emit, today, reason, effectiveDate: input.effectiveDate };
    const reshaping = await beginReshaping(tx, { ...calling, act: 'MERGE' });
    const grids = await Promise.all(ids.map((each) => findGrid(tx, institutionId, each)));
    const first = requireAlike(grids, reshaping.on);
    const areaCode = await areaOf(tx, reshaping, { given: input.areaCode, first });
    const { boundary, contiguous } = mergedBoundary(grids);
    const parent = first.parent_id ? await findGrid(tx, institutionId, first.parent_id) : null;
    const { name, kind, householdNorm } = input;
    const place = { level: first.level as GridLevel, parent, areaCode };
    const exclusive = grids.every((grid) => grid.exclusive);
    const values = { name, kind, householdNorm, exclusive, boundary };
    const taker = await addOpening(reshaping, { ...place, ...values, like: first });
    for (const grid of grids) reshaping.links.push({ from: grid, to: taker, act: 'MERGE' });
    const children = await movableChildren(tx, reshaping, ids);
    await rehome(tx, reshaping, { children, takerOf: () => ({ taker, areaCode }) });
    return { ...(await carryOut(tx, reshaping, [taker])), contiguous };
  },
});

function requireAlike(grids: readonly GridRow[], on: string): GridRow {
  const [first, ...others] = grids;
  if (!first) throw refuse('grid.merge_needs_two', { path: ['gridIds'] });
  for (const [index, grid] of grids.entries()) requireChangeable(grid, on, ['gridIds', index]);
  const odd = others.findIndex(
    (grid) =>
      grid.level !== first.level ||
      grid.parent_id !== first.parent_id ||
      grid.class !== first.class,
  );
  if (odd >= 0) throw refuse('grid.merge_level', { path: ['gridIds', odd + 1] });
  return first;
}

type Chosen = { given: string | undefined; first: GridRow };

async function areaOf(tx: Tx, { actor, on }: Reshaping, { given, first }: Chosen): Promise<string> {
  if (given === undefined || given === first.area_code) return first.area_code;
  const path = ['areaCode'];
  if (first.level !== 'BIG') throw refuse('grid.merge_level', { path });
  if (!inScope(actor, given)) throw refuse('object.not_found', { path });
  await areaInForce(tx, { code: given, on, path });
  return given;
}

/** All drawn or none: a union with an unknown part would be a wrong boundary. */
function mergedBoundary(grids: readonly GridRow[]) {
  const boundaries = grids.map(boundaryOfRow).filter((each): each is Boundary => each !== null);
  if (boundaries.length === 0) return { boundary: null, contiguous: false };
  const missing = grids.findIndex((grid) => boundaryOfRow(grid) === null);
  if (missing >= 0) throw refuse('grid.boundary_missing', { path: ['gridIds', missing] });
  return mergeBoundaries(boundaries);
}
