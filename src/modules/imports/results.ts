/** The file of results: the rows as they were sent, and what became of each. */
import type { Actor } from '../../kernel/auth/actor.ts';
import { writeCsv } from '../../kernel/bulk/write-csv.ts';
import { entryOf } from '../../kernel/errors.ts';
import type { FileServices } from '../../kernel/module.ts';
import type { SubjectVault } from '../../kernel/vault/vault.ts';
import { cellsPlace, headingsPlace } from './stored.ts';

type Wanted = { services: FileServices; actor: Actor; importId: string };

const OUTCOME_HEADINGS = ['行号 row', '结果 state', '代码 code', '列 column', '说明', 'message'];

/** Streamed a page at a time, so that memory stays flat however many rows there are. */
export async function resultsCsv(wanted: Wanted) {
  const { services, actor, importId } = wanted;
  const { institutionId } = actor;
  const reader = services.database.reader(institutionId);
  const keyed = await services.vault.ofSubject(reader, institutionId, importId);
  return writeCsv(linesOf(wanted, keyed));
}

async function* linesOf(wanted: Wanted, keyed: SubjectVault): AsyncGenerator<string[]> {
  const headings = await headingsOf(wanted, keyed);
  yield [...headings, ...OUTCOME_HEADINGS];
  let after = 0;
  for (;;) {
    const rows = await pageOf(wanted, after);
    for (const row of rows) {
      const cells = cellsOf(row, keyed);
      const padded = headings.map((_, at) => cells[at] ?? '');
      yield [...padded, ...outcomeOf(row)];
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.number;
  }
}

async function headingsOf({ services, actor, importId }: Wanted, keyed: SubjectVault) {
  const { institutionId } = actor;
  const text = 'select headings_cipher from import where institution_id = $1 and id = $2';
  const values = [institutionId, importId];
  const { rows } = await services.pipeline.run({ text, values, institutionId });
  const [row] = rows as { headings_cipher: Buffer }[];
  if (!row) return [];
  return JSON.parse(keyed.open(headingsPlace(importId), row.headings_cipher)) as string[];
}

const PAGE = `select id, number, state, code, field, cells_cipher from import_row
where institution_id = $1 and import_id = $2 and number > $3 order by number limit 500`;

type ResultRow = {
  id: string;
  number: number;
  state: string;
  code: string | null;
  field: string | null;
  cells_cipher: Buffer;
};

async function pageOf({ services, actor, importId }: Wanted, after: number): Promise<ResultRow[]> {
  const { institutionId } = actor;
  const values = [institutionId, importId, after];
  const { rows } = await services.pipeline.run({ text: PAGE, values, institutionId });
  return rows as ResultRow[];
}

/** Nothing is left of the row of a person who has been erased since. */
const cellsOf = ({ id, cells_cipher }: ResultRow, keyed: SubjectVault): string[] =>
  cells_cipher.length === 0
    ? []
    : (JSON.parse(keyed.open(cellsPlace(id), cells_cipher)) as string[]);

function outcomeOf({ number, state, code, field }: ResultRow): string[] {
  const words = code === null ? { zh: '', en: '' } : entryOf(code);
  return [String(number), state, code ?? '', field ?? '', words.zh, words.en];
}
