import type { Insertable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import { runIn, type Tx } from './kysely.ts';

const texts = new Map<string, string>();

/**
 * One row, by a text that is kept for each set of columns: to build and print it anew is a large
 * part of what a small command costs.
 */
export const insertRow = <T extends keyof DB & string>(
  tx: Tx,
  table: T,
  row: Insertable<DB[T]>,
): { execute(): Promise<unknown> } => ({
  execute: () => runIn(tx, { text: textOf(table, Object.keys(row)), values: Object.values(row) }),
});

function textOf(table: string, columns: readonly string[]): string {
  const key = `${table} ${columns.join()}`;
  const known = texts.get(key);
  if (known) return known;
  const places = columns.map((_, index) => `$${index + 1}`);
  const names = columns.map((name) => `"${name}"`);
  const text = `insert into "${table}" (${names.join(', ')}) values (${places.join(', ')})`;
  texts.set(key, text);
  return text;
}
