import { inScope } from '../../kernel/auth/actor.ts';
import { globalId } from '../../kernel/ids.ts';
import { type Apply, type Applying, refusedRow, type WorkRow } from './applying.ts';
import type { GivenOutcome } from './commands/record.ts';
import { withHolders } from './on-file.ts';
import { type Ready, registerFiles } from './roster-files.ts';
import { addMembers } from './roster-members.ts';
import { fileOf, households, saysTooLittle } from './roster-rows.ts';

/** Opens the files of a batch with the people in them, then adds those of other households. */
export const applyRoster: Apply = async (work, rows) => {
  const grids = await gridsIn(work, rows);
  const unclear = rows.filter(({ cells }) => saysTooLittle(cells));
  const { filed, loose } = households(rows.filter((row) => !unclear.includes(row)));
  const ready: Ready[] = [];
  const missing = { code: 'import.cell_required', path: ['relationship'] };
  const outcomes: GivenOutcome[] = unclear.map((row) => refusedRow(row, missing));
  for (const { row, members } of filed) {
    const code = row.cells.get('gridCode');
    const gridId = code === undefined ? undefined : grids.get(code);
    if (code === undefined || gridId !== undefined) {
      ready.push({ row, file: fileOf(row.cells, gridId), members });
    } else {
      outcomes.push(refusedRow(row, { code: 'object.not_found', path: ['gridCode'] }));
      loose.push(...members);
    }
  }
  const registered = await registerFiles(work, ready);
  outcomes.push(...(await withHolders(work, rows, registered.outcomes)));
  return [...outcomes, ...(await addMembers(work, [...loose, ...registered.loose]))];
};

/** Grids named in the batch that the person may see, by code; others are not there for the person. */
async function gridsIn({ acting, reader }: Applying, rows: readonly WorkRow[]) {
  const { actor } = acting;
  const codes = new Set(rows.flatMap(({ cells }) => cells.get('gridCode') ?? []));
  const seen = [...codes].filter((code) => inScope(actor, code));
  if (seen.length === 0) return new Map<string, string>();
  const grids = await reader
    .selectFrom('grid')
    .select(['id', 'code'])
    .where('institution_id', '=', actor.institutionId)
    .where('code', 'in', seen)
    .where('valid_to', 'is', null)
    .execute();
  return new Map(grids.map(({ id, code }) => [code, globalId('Grid', id)]));
}
