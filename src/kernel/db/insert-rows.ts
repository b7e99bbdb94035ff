import { sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Tx } from './kysely.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Many rows of one table, in one statement for each set of columns that they fill; its text is the
 * same for any number of rows. A column that a row leaves out takes its default.
 */
export async function insertRows(
  tx: Tx,
  table: keyof DB & string,
  rows: readonly Row[],
): Promise<void> {
  const shapes = Map.groupBy(rows, (row) => Object.keys(row).sort().join());
  for (const alike of shapes.values()) await insertAlike(tx, table, alike);
}

async function insertAlike(tx: Tx, table: string, rows: readonly Row[]): Promise<void> {
  const names = Object.keys(rows[0] ?? {}).sort();
  const columns = sql.join(names.map((name) => sql.ref(name)));
  const into = sql.table(table);
  const given = JSON.stringify(rows.map(plain));
  await sql`insert into ${into} (${columns})
    select ${columns} from json_populate_recordset(null::${into}, ${given}::json)`.execute(tx);
}

/** With bytes as Postgres reads them in text. */
const plain = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value,
    ]),
  );
