import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { pattern, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';

const MAX_MAPPED = 200;

export const mapGovernment = command({
  name: 'grid.map-government',
  permission: 'grid.manage',
  scope: 'references',
  title: { en: 'Map to government grids', zh: '对应政府网格' },
  description: {
    en: 'From today on the grid covers exactly these grids of the government system (m to n); ones not yet known are noted, earlier mappings end.',
    zh: '自今日起该网格对应所列政府网格（多对多）；未登记的予以登记，原有未列出的对应关系终止。',
  },
  on: { noun: 'Grid', table: 'grid' },
  input: z.object({
    source: text(128).describe('Whose codes they are, e.g. the platform. 来源'),
    governmentGrids: z
      .array(z.object({ code: pattern(/^[0-9A-Za-z-]{1,64}$/, 64), name: text(128) }))
      .max(MAX_MAPPED),
  }),
  result: z.object({
    grid: ref('Grid'),
    added: z.number().int(),
    kept: z.number().int(),
    ended: z.number().int(),
  }),
  acts: ['grid.mapped'],
  errors: ['grid.not_in_force', 'grid.mapped_twice'],
  async handler(tx, input, { actor, emit, target, today }) {
    if (target.valid_to !== null) throw refuse('grid.not_in_force');
    const { institutionId } = actor;
    refuseTwins(input.governmentGrids);
    const wanted = await noteGovernmentGrids(tx, institutionId, input);
    const rows = await tx
      .selectFrom('grid_government_grid as m')
      .innerJoin('government_grid as g', (join) =>
        join
          .onRef('g.institution_id', '=', 'm.institution_id')
          .onRef('g.id', '=', 'm.government_grid_id'),
      )
      .select(['m.id', 'm.government_grid_id as governmentGridId'])
      .where('m.institution_id', '=', institutionId)
      .where('m.grid_id', '=', target.id)
      .where('m.valid_to', 'is', null)
      .where('g.source', '=', input.source)
      .execute();
    const ending = rows.filter((row) => !wanted.includes(row.governmentGridId));
    const held = new Set(rows.map((row) => row.governmentGridId));
    const added = wanted.filter((id) => !held.has(id));
    await endMappings(tx, { institutionId, ids: ending.map((row) => row.id), on: today });
    await addMappings(tx, {
      institutionId,
      gridIds: [target.id],
      governmentGridIds: added,
      on: today,
    });
    const governmentGrids = added.map((id) => ({ type: 'GovernmentGrid', id }));
    const codes = input.governmentGrids.map((each) => each.code);
    const data = { source: input.source, codes };
    emit('grid.mapped', [{ type: 'Grid', id: target.id }, ...governmentGrids], data);
    const kept = rows.length - ending.length;
    return { grid: target.id, added: added.length, kept, ended: ending.length };
  },
});

function refuseTwins(given: readonly { code: string }[]): void {
  const codes = given.map(({ code }) => code);
  const twin = codes.findIndex((code, index) => codes.indexOf(code) !== index);
  if (twin >= 0) throw refuse('grid.mapped_twice', { path: ['governmentGrids', twin, 'code'] });
}

type Given = { source: string; governmentGrids: readonly { code: string; name: string }[] };

/** Ids of the government's grids, noted with the names given last. */
async function noteGovernmentGrids(tx: Tx, institutionId: string, given: Given): Promise<string[]> {
  const { source } = given;
  if (given.governmentGrids.length === 0) return [];
  const values = given.governmentGrids
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, name }) => ({ institution_id: institutionId, id: newId(), code, name, source }));
  const rows = await tx
    .insertInto('government_grid')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .constraint('government_grid_code_key')
        .doUpdateSet((set) => ({ name: set.ref('excluded.name') })),
    )
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

type Ending = { institutionId: string; ids: readonly string[]; on: string };

export async function endMappings(tx: Tx, { institutionId, ids, on }: Ending): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('grid_government_grid')
    .set({ valid_to: on })
    .where('institution_id', '=', institutionId)
    .where('id', 'in', [...ids])
    .execute();
}

type Adding = {
  institutionId: string;
  gridIds: readonly string[];
  governmentGridIds: readonly string[];
  on: string;
};

export async function addMappings(tx: Tx, adding: Adding): Promise<void> {
  const { institutionId, gridIds, governmentGridIds, on } = adding;
  const rows = gridIds.flatMap((gridId) =>
    governmentGridIds.map((governmentGridId) => ({
      institution_id: institutionId,
      id: newId(),
      grid_id: gridId,
      government_grid_id: governmentGridId,
      valid_from: on,
    })),
  );
  if (rows.length > 0) await tx.insertInto('grid_government_grid').values(rows).execute();
}
