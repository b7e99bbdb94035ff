/** Rows that a plan opens, many in one statement, and the facts that tell of them. */
import { type RawBuilder, sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Emit, FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';

export type Planned = { id: string; loanId: string; version: number };
type Row = Readonly<Record<string, string | null>>;
type Opening = {
  table: keyof DB & string;
  rows: readonly Row[];
  /** What says that a row is there already: columns of an index, and its condition. */
  unless: RawBuilder<unknown>;
};

/** Inserts rows whose columns are the same; those of them that were not there before. */
export async function openRows(tx: Tx, { table, rows, unless }: Opening): Promise<Planned[]> {
  const [first] = rows;
  if (!first) return [];
  const columns = sql.join(Object.keys(first).map((name) => sql.ref(name)));
  const into = sql.table(table);
  const opened = await sql<Planned>`insert into ${into} (${columns})
    select ${columns} from json_populate_recordset(null::${into}, ${JSON.stringify(rows)}::json)
    on conflict ${unless} do nothing
    returning id, loan_id as "loanId", version`.execute(tx);
  return opened.rows;
}

/** Rows one fact tells of, so that a leaf stays short. */
const ROWS_IN_A_FACT = 200;

const objectsOf = (type: string, rows: readonly Planned[]): FactObject[] =>
  rows.flatMap(({ id, loanId, version }) => [
    { type, id, version },
    { type: 'Loan', id: loanId },
  ]);

type Telling = { act: string; type: string; rows: readonly Planned[] };

/** Tells of every row that was opened or changed, some hundreds in a fact; at least one fact. */
export function tellPlanned(
  emit: Emit,
  { act, type, rows }: Telling,
  counts: Readonly<Record<string, number>>,
): void {
  emit(act, objectsOf(type, rows.slice(0, ROWS_IN_A_FACT)), counts);
  for (let from = ROWS_IN_A_FACT; from < rows.length; from += ROWS_IN_A_FACT) {
    emit(act, objectsOf(type, rows.slice(from, from + ROWS_IN_A_FACT)), { continued: true });
  }
}
