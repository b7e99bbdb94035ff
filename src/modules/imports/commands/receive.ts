import { sql } from 'kysely';
import { z } from 'zod';
import { ImportKind } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { classed, enumeration, pattern, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { insertRows } from '../../../kernel/db/insert-rows.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Vault } from '../../../kernel/vault/vault.ts';
import {
  cellsPlace,
  headingsPlace,
  type ImportRow,
  mustBeMine,
  onImport,
  saveImport,
} from '../stored.ts';

export const MOST_COLUMNS = 100;
export const MOST_ROWS = 500_000;
/** Rows that arrive in one command. */
export const ROWS_PER_PART = 500;
const LONGEST_CELL = 4_000;
const LAST_NUMBER = 2_000_000;

const cells = () => classed('C2', z.array(z.string().max(LONGEST_CELL)).max(MOST_COLUMNS));
const number = () => z.number().int().min(1).max(LAST_NUMBER);

export const receiveImport = command({
  name: 'import.receive',
  permission: 'import.make',
  scope: 'references',
  title: { en: 'Announce a file of rows', zh: '登记导入文件' },
  description: {
    en: 'What a file holds and how many rows it has; the rows follow. The same file of the same kind again is the same import, as far as it has come. Uploading the file itself does all of this.',
    zh: '登记文件内容与行数，随后分批送交各行。同类型的同一文件再次送交即为同一次导入。直接上传文件时自动完成。',
  },
  input: z.object({
    kind: enumeration('ImportKind', ImportKind),
    sha256: pattern(/^[0-9a-f]{64}$/, 64),
    dryRun: z.boolean(),
    columns: z
      .array(pattern(/^[A-Za-z][A-Za-z0-9_]{0,62}$/, 63))
      .min(1)
      .max(MOST_COLUMNS),
    headings: cells(),
    rows: z.number().int().min(1).max(MOST_ROWS),
  }),
  result: z.object({ import: ref('Import') }),
  acts: ['import.received'],
  async handler(tx, input, { actor, emit, today, vault }) {
    const { kind, sha256, dryRun, columns, headings, rows } = input;
    const { institutionId, personId } = actor;
    const id = newId();
    const place = { subjectId: id, ...headingsPlace(id) };
    const row = {
      institution_id: institutionId,
      id,
      kind,
      sha256: Buffer.from(sha256, 'hex'),
      dry_run: dryRun,
      columns,
      headings_cipher: await vault.seal(tx, institutionId, place, JSON.stringify(headings)),
      status: 'RECEIVING',
      row_count: rows,
      uploaded_by: personId,
      received_on: today,
    };
    const made = await tx
      .insertInto('import')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    const there = made?.id ?? (await sameFile(tx, row));
    if (!there) throw refuse('object.conflict');
    const data = { kind, rows, dryRun, again: made === undefined };
    emit('import.received', [{ type: 'Import', id: there }], data);
    return { import: there };
  },
});

type File = { institution_id: string; kind: string; sha256: Buffer; dry_run: boolean };

const sameFile = async (tx: Tx, file: File): Promise<string | undefined> =>
  (
    await tx
      .selectFrom('import')
      .select('id')
      .where('institution_id', '=', file.institution_id)
      .where('kind', '=', file.kind)
      .where('sha256', '=', file.sha256)
      .where('dry_run', '=', file.dry_run)
      .where('status', '<>', 'CANCELLED')
      .where(sql<boolean>`not (dry_run and status = 'DONE')`)
      .executeTakeFirst()
  )?.id;

const givenRow = z.object({
  number: number(),
  cells: cells(),
  repeats: number().optional().describe('Number of the earlier row it repeats. 与之重复的行号'),
});
type GivenRow = z.output<typeof givenRow>;

export const addImportRows = command({
  name: 'import.add-rows',
  permission: 'import.make',
  scope: 'references',
  title: { en: 'Send rows of an import', zh: '送交导入数据行' },
  description: {
    en: 'Up to 500 rows, sealed as they come; a row that arrived before stays. The last part makes the import ready once every row is there. Only by whoever announced it.',
    zh: '一次至多 500 行，入库即加密；已送交的行不变。最后一批到齐后导入转为待执行。仅限登记人。',
  },
  on: onImport,
  input: z.object({
    rows: z.array(givenRow).min(1).max(ROWS_PER_PART),
    last: z.boolean(),
  }),
  result: z.object({ import: ref('Import') }),
  acts: ['import.rows-added'],
  errors: ['import.not_yours', 'import.state', 'import.rows_missing'],
  async handler(tx, { rows, last }, { actor, emit, target, vault }) {
    mustBeMine(target, actor);
    if (target.status !== 'RECEIVING') throw refuse('import.state');
    const added = await keepRows(tx, { target, rows, vault });
    const complete = last && (await mustBeWhole(tx, target));
    const version = await saveImport(
      tx,
      target,
      complete ? { status: 'READY' } : { status: target.status },
    );
    const objects = [{ type: 'Import', id: target.id, version }];
    emit('import.rows-added', objects, { given: rows.length, added, last });
    return { import: target.id };
  },
});

const DUPLICATE_ROW = 'import.duplicate_row';

type Keeping = { target: ImportRow; rows: readonly GivenRow[]; vault: Vault };

/** A part that was sent before is there: its rows stay as they are. */
async function keepRows(tx: Tx, { target, rows, vault }: Keeping): Promise<number> {
  const { institution_id: institutionId, id } = target;
  const { rows: known } = await sql<{ number: number }>`
    select number from import_row where institution_id = ${institutionId} and import_id = ${id}
      and number = any(${rows.map(({ number: each }) => each)}::integer[])`.execute(tx);
  const there = new Set(known.map(({ number: each }) => each));
  const fresh = rows.filter(({ number: each }, at) => {
    const first = rows.findIndex((other) => other.number === each) === at;
    return first && !there.has(each);
  });
  const keyed = await vault.ofSubject(tx, institutionId, id);
  const kept = fresh.map(({ number: each, cells: texts, repeats }) => {
    const rowId = newId();
    const cells_cipher = keyed.seal(cellsPlace(rowId), JSON.stringify(texts));
    const outcome = repeats ? { state: 'DUPLICATE', code: DUPLICATE_ROW, repeats } : {};
    return {
      institution_id: institutionId,
      id: rowId,
      import_id: id,
      number: each,
      cells_cipher,
      ...outcome,
    };
  });
  if (kept.length > 0) await insertRows(tx, 'import_row', kept);
  const duplicates = fresh.filter(({ repeats }) => repeats !== undefined).length;
  if (duplicates > 0) {
    await tx
      .updateTable('import')
      .set((eb) => ({ duplicate_count: eb('duplicate_count', '+', duplicates) }))
      .where('institution_id', '=', institutionId)
      .where('id', '=', id)
      .execute();
  }
  return kept.length;
}

async function mustBeWhole(tx: Tx, { institution_id, id, row_count }: ImportRow): Promise<true> {
  const { rows } = await sql<{ rows: number }>`
    select count(*)::integer as rows from import_row
    where institution_id = ${institution_id} and import_id = ${id}`.execute(tx);
  if (rows[0]?.rows !== row_count) throw refuse('import.rows_missing');
  return true;
}
