/**
 * One row, by a text that is kept for each set of columns: to build and print it anew is a large
 * part of what a small command costs.
 */
import type { Insertable, Updateable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import { runIn, type Tx } from './kysely.ts';

type Table = keyof DB & string;
type Row = Readonly<Record<string, unknown>>;

const texts = new Map<string, string>();

export const insertRow = <T extends Table>(
  tx: Tx,
  table: T,
  row: Insertable<DB[T]>,
): { execute(): Promise<unknown> } => ({
  execute: () => {
    const columns = Object.keys(row);
    const text = textFor(`insert ${table} ${columns.join()}`, () => insertText(table, columns));
    return runIn(tx, { text, values: Object.values(row) });
  },
});

type Key = { readonly institution_id: string; readonly id: string };

/** Changes a row of an institution that is there; `execute` gives the version it becomes. */
export const updateRow = <T extends Table>(
  tx: Tx,
  table: T,
  { key, changes }: { key: Key; changes: Updateable<DB[T]> },
): { execute(): Promise<number> } => ({
  async execute() {
    const row: Row = changes;
    const columns = Object.keys(row).filter((name) => row[name] !== undefined);
    const text = textFor(`update ${table} ${columns.join()}`, () => updateText(table, columns));
    const values = [key.institution_id, key.id, ...columns.map((name) => row[name])];
    const { rows } = await runIn(tx, { text, values });
    const [changed] = rows as { version: number }[];
    if (!changed) throw new Error(`no row of ${table} to change`);
    return changed.version;
  },
});

function textFor(key: string, print: () => string): string {
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = print();
  texts.set(key, text);
  return text;
}

function insertText(table: string, columns: readonly string[]): string {
  const places = columns.map((_, index) => `$${index + 1}`);
  const names = columns.map((name) => `"${name}"`);
  return `insert into "${table}" (${names.join(', ')}) values (${places.join(', ')})`;
}

function updateText(table: string, columns: readonly string[]): string {
  const sets = columns.map((name, index) => `"${name}" = $${index + 3}`);
  return `update "${table}" set ${sets.join(', ')}
where "institution_id" = $1 and "id" = $2 returning "version"`;
}
