/** Tables as they are in use: lives lived before the first one measured. */
import pg from 'pg';
import { type RecordedLife, rewriting, rowsLeft } from './life-rows.ts';

const LIVES_AT_ONCE = 50;
/** The protocol counts the values of a statement in two bytes. */
const MOST_VALUES = 60_000;
/** Characters of a key that tell it from others. */
const KEY_TAIL = 12;

type Insert = { table: string; columns: string[]; types: string[]; rows: unknown[][] };

/**
 * Writes the rows a recorded life left, once for each of these borrowers. Checks of foreign keys
 * that were planned on an empty table stay slow on a full one, so all tables are analysed behind it.
 */
export async function growLives(
  ownerUrl: string,
  recorded: RecordedLife,
  borrowers: readonly string[],
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // Rows are right by construction.
    await client.query('set session_replication_role = replica');
    for (let from = 0; from < borrowers.length; from += LIVES_AT_ONCE) {
      const some = borrowers.slice(from, from + LIVES_AT_ONCE);
      for (const insert of insertsOf(recorded, some)) await write(client, insert);
    }
    await client.query('vacuum analyze');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

/** Rows of one table and the same columns together. */
function insertsOf(recorded: RecordedLife, borrowers: readonly string[]): Iterable<Insert> {
  const rewritten = rewriting(recorded);
  const left = rowsLeft(recorded);
  const inserts = new Map<string, Insert>();
  for (const customer of borrowers) {
    const mark = `GROWN${customer.slice(-KEY_TAIL).toUpperCase()}`;
    const life = { customer, mark, keys: new Map<string, string>() };
    for (const { table, values } of left) {
      const columns = [...values.keys()];
      const types = [...values.values()].map(({ type }) => type);
      const key = `${table} ${columns.join()}`;
      const insert = inserts.get(key) ?? { table, columns, types, rows: [] };
      inserts.set(key, insert);
      insert.rows.push([...values.values()].map(({ text, type }) => rewritten(text, type, life)));
    }
  }
  return inserts.values();
}

async function write(client: pg.Client, { table, columns, types, rows }: Insert): Promise<void> {
  const atOnce = Math.floor(MOST_VALUES / columns.length);
  for (let from = 0; from < rows.length; from += atOnce) {
    const some = rows.slice(from, from + atOnce);
    const places = some.map(
      (_, row) => `(${types.map((type, at) => `$${row * types.length + at + 1}::${type}`).join()})`,
    );
    await client.query(
      `insert into ${table} (${columns.join()}) values ${places.join()}`,
      some.flat(),
    );
  }
}
