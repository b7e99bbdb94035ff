import type { Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import { type Actor, inScope } from '../../kernel/auth/actor.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';

export const onImport = { noun: 'Import', table: 'import' } as const;
export type ImportRow = Selectable<DB['import']>;

const WHOLE_INSTITUTION = '';

/** It is worked off with the rights of the person who sent it: nobody else may lend them. */
export function mustBeMine({ uploaded_by }: ImportRow, { personId }: Actor): void {
  if (uploaded_by !== personId) throw refuse('import.not_yours');
}

/** To stop one, it is enough to answer for the whole institution. */
export function mustBeMineToStop(target: ImportRow, actor: Actor): void {
  if (!inScope(actor, WHOLE_INSTITUTION)) mustBeMine(target, actor);
}

type Changes = Partial<Pick<ImportRow, 'status' | 'started_at' | 'ended_at'>>;

/** Changes the locked import and says which version that made. */
export const saveImport = async (
  tx: Tx,
  { institution_id, id }: ImportRow,
  changes: Changes,
): Promise<number> =>
  (
    await tx
      .updateTable('import')
      .set(changes)
      .where('institution_id', '=', institution_id)
      .where('id', '=', id)
      .returning('version')
      .executeTakeFirstOrThrow()
  ).version;

export const headingsPlace = (rowId: string) => ({
  table: 'import' as const,
  column: 'headings_cipher',
  rowId,
});
export const cellsPlace = (rowId: string) => ({
  table: 'import_row' as const,
  column: 'cells_cipher',
  rowId,
});
