import { z } from 'zod';
import { inScope } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, id, pattern } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { annex } from '../annexing.ts';
import { areaInForce } from '../area-of-grid.ts';
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

export const moveGrid = command({
  name: 'grid.move',
  permission: 'grid.manage',
  scope: 'references',
  title: { en: 'Move a grid', zh: '移交网格' },
  description: {
    en: 'From the effective date on the grid stands in another grid (parentId), or, a big one, in another village or community (areaCode). It and all inside it have new codes. With annex its ground goes from the old holders to the new ones. A dry run is the preview.',
    zh: '自生效日起网格归入另一上级网格（parentId），大网格则归入另一村（社区）（areaCode）；网格及其下级启用新编码。annex 为真时地界一并由原上级划转新上级。试运行即为预览。',
  },
  on: { noun: 'Grid', table: 'grid' },
  input: z.object({
    parentId: id('Grid').optional(),
    areaCode: pattern(/^\d{12}$/, 12).optional(),
    annex: z.boolean().default(false),
    effectiveDate: date().optional(),
  }),
  result: reshapeResult,
  acts: ['grid.moved'],
  errors: [
    'grid.parent_or_area',
    'grid.move_level',
    'grid.move_nowhere',
    'grid.not_in_force',
    'grid.parent_not_in_force',
    'grid.outside_parent',
    'grid.annex_future',
    'grid.planned_change',
  ],
  async handler(tx, input, { actor, emit, today, reason, target }) {
    const { institutionId } = actor;
    const holders = input.parentId ? [input.parentId] : [];
    await lockSubtrees(tx, institutionId, [target.id, ...holders]);
    await lockTerritory(tx, institutionId);
    const calling = { actor, emit, today, reason, effectiveDate: input.effectiveDate };
    const reshaping = await beginReshaping(tx, { ...calling, act: 'MOVE' });
    const grid = await findGrid(tx, institutionId, target.id);
    requireChangeable(grid, reshaping.on);
    const place = await destination(tx, reshaping, { grid, input });
    const boundary = boundaryOfRow(grid);
    if (input.annex) await annex(tx, reshaping, { grid, holder: place.parent });
    else requireInside(boundary, place, reshaping);
    const { parent, areaCode } = place;
    const norm = grid.household_norm ?? undefined;
    const home = { level: grid.level as GridLevel, parent, areaCode };
    const opening = { ...home, like: grid, householdNorm: norm, boundary };
    const taker = await addOpening(reshaping, opening);
    reshaping.links.push({ from: grid, to: taker, act: 'MOVE' });
    const children = await movableChildren(tx, reshaping, [grid.id]);
    await rehome(tx, reshaping, { children, takerOf: () => ({ taker, areaCode }) });
    return carryOut(tx, reshaping, [taker]);
  },
});

type Sought = {
  grid: GridRow;
  input: { parentId?: string | undefined; areaCode?: string | undefined };
};
type Place = { parent: GridRow | null; areaCode: string; around: Boundary | null };

async function destination(tx: Tx, reshaping: Reshaping, { grid, input }: Sought): Promise<Place> {
  const { actor, on } = reshaping;
  const big = grid.level === 'BIG';
  const path = [big ? 'areaCode' : 'parentId'];
  const { parentId, areaCode } = input;
  if (big ? !areaCode || parentId : !parentId || areaCode) {
    throw refuse('grid.parent_or_area', { path });
  }
  if (areaCode !== undefined) {
    if (!inScope(actor, areaCode)) throw refuse('object.not_found', { path });
    if (areaCode === grid.area_code) throw refuse('grid.move_nowhere', { path });
    const { around } = await areaInForce(tx, { code: areaCode, on, path });
    return { parent: null, areaCode, around };
  }
  const parent = await findGrid(tx, actor.institutionId, parentId ?? '');
  if (parent.id === grid.parent_id) throw refuse('grid.move_nowhere', { path });
  const holder = await findGrid(tx, actor.institutionId, grid.parent_id ?? '');
  if (holder.level !== parent.level) throw refuse('grid.move_level', { path });
  if (parent.valid_from > on || parent.valid_to !== null) {
    throw refuse('grid.parent_not_in_force', { path });
  }
  return { parent, areaCode: parent.area_code, around: boundaryOfRow(parent) };
}

function requireInside(inner: Boundary | null, place: Place, { rules }: Reshaping): void {
  const { around, parent } = place;
  if (!inner || !around) return;
  const { contained, outsideM2 } = containedIn(inner, around, rules.outsideM2);
  const path = [parent ? 'parentId' : 'areaCode'];
  if (!contained) throw refuse('grid.outside_parent', { path, details: { outsideM2 } });
}
