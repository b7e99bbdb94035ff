import { type Apply, refusedRow } from './applying.ts';
import type { GivenOutcome } from './commands/record.ts';
import { withHolders } from './on-file.ts';
import { registerFiles } from './roster-files.ts';
import { addMembers } from './roster-members.ts';
import { fileOf, households, saysTooLittle } from './roster-rows.ts';

/** Opens the files of a batch with the people in them, then adds those of other households. */
export const applyRoster: Apply = async (work, rows) => {
  const unclear = rows.filter(({ cells }) => saysTooLittle(cells));
  const { filed, loose } = households(rows.filter((row) => !unclear.includes(row)));
  const missing = { code: 'import.cell_required', path: ['relationship'] };
  const outcomes: GivenOutcome[] = unclear.map((row) => refusedRow(row, missing));
  const ready = filed.map(({ row, members }) => ({ row, file: fileOf(row.cells), members }));
  const registered = await registerFiles(work, ready);
  outcomes.push(...(await withHolders(work, rows, registered.outcomes)));
  return [...outcomes, ...(await addMembers(work, [...loose, ...registered.loose]))];
};
