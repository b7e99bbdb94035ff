import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, id } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import {
  boundaryOfRow,
  childrenFrom,
  findGrid,
  type GridRow,
  lockSubtrees,
  lockTerritory,
} from '../grid-rows.ts';
import {
  beginReshaping,
  carryOut,
  type Reshaping,
  requireChangeable,
  reshapeResult,
  type Taker,
} from '../reshaping.ts';

export const retireGrid = command({
  name: 'grid.retire',
  permission: 'grid.manage',
  scope: 'references',
  title: { en: 'Retire a grid', zh: '停用网格' },
  description: {
    en: 'The grid ends on the effective date. Whatever belongs to it goes to the successor; without one nothing but assignments, which end, may be left in it. Its code is never used again. A dry run is the preview.',
    zh: '网格于生效日停用，所属对象归入承接网格；未指定承接网格时，除任岗随之终止外，网格内不得尚有归属对象。编码不再使用。试运行即为预览。',
  },
  on: { noun: 'Grid', table: 'grid' },
  input: z.object({ successorId: id('Grid').optional(), effectiveDate: date().optional() }),
  result: reshapeResult,
  acts: ['grid.retired'],
  reasonRequired: true,
  errors: ['grid.has_children', 'grid.not_empty', 'grid.not_in_force', 'grid.effective_date_past'],
  async handler(tx, input, { actor, emit, today, reason, target }) {
    const { institutionId } = actor;
    await lockSubtrees(tx, institutionId, [
      target.id,
      ...(input.successorId ? [input.successorId] : []),
    ]);
    await lockTerritory(tx, institutionId);
    const calling = { actor, emit, today, reason, effectiveDate: input.effectiveDate };
    const reshaping = await beginReshaping(tx, { ...calling, act: 'RETIRE' });
    const grid = await findGrid(tx, institutionId, target.id);
    requireChangeable(grid, reshaping.on);
    await refuseChildren(tx, reshaping, grid);
    const successor = input.successorId
      ? await successorOf(tx, reshaping, { grid, id: input.successorId })
      : null;
    reshaping.links.push({ from: grid, to: successor, act: 'RETIRE' });
    return carryOut(tx, reshaping, successor ? [successor] : []);
  },
});

async function refuseChildren(tx: Tx, { actor, on }: Reshaping, grid: GridRow): Promise<void> {
  const { institutionId } = actor;
  const inside = await childrenFrom(tx, { institutionId, parentIds: [grid.id], on });
  if (inside.length === 0) return;
  const codes = inside.slice(0, 20).map((row) => row.code);
  throw refuse('grid.has_children', { details: { count: inside.length, codes } });
}

type Chosen = { grid: GridRow; id: string };

async function successorOf(tx: Tx, { actor, on }: Reshaping, chosen: Chosen): Promise<Taker> {
  const path = ['successorId'];
  if (chosen.id === chosen.grid.id) throw refuse('grid.move_nowhere', { path });
  const row = await findGrid(tx, actor.institutionId, chosen.id);
  requireChangeable(row, on, path);
  return { id: row.id, code: row.code, boundary: boundaryOfRow(row) };
}
