/** Rows of a life that was recorded, rewritten as those of another one. */
import { v7 } from 'uuid';
import type { Change, Column } from './recorded.ts';

export type RecordedLife = {
  /** Texts of the recorded life that are a borrower's, or of that life alone. */
  customer: string;
  mark: string;
  code: string;
  commands: readonly (readonly Change[])[];
};

/** Another life: its borrower, its mark, and the keys it was given so far. */
export type Own = { keys: Map<string, string>; customer: string; mark: string };

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const OPENING_BRACE = 0x7b;

/** Keys that came into being in the recorded life. */
const bornIn = ({ commands }: RecordedLife): ReadonlySet<string> =>
  new Set(
    commands.flat().flatMap(({ op, columns, values }) => {
      const at = columns.findIndex(({ name }) => name === 'id');
      return op === 'INSERT' && at >= 0 ? [values[at] ?? ''] : [];
    }),
  );

export type Rewrite = (text: string | null, type: string, life: Own) => string | Buffer | null;

/** Puts keys, borrower, mark and code of another life in place of those recorded. */
export function rewriting(recorded: RecordedLife): Rewrite {
  const { customer, mark, code } = recorded;
  const born = bornIn(recorded);
  const own = (text: string, life: Own): string =>
    text
      .replaceAll(UUID, (key) => {
        if (key === customer) return life.customer;
        if (!born.has(key)) return key;
        const known = life.keys.get(key) ?? v7();
        life.keys.set(key, known);
        return known;
      })
      .replaceAll(customer, life.customer)
      .replaceAll(mark, life.mark)
      .replaceAll(code, `H-${life.mark}`);
  return (text, type, life) => {
    if (text === null) return null;
    if (type !== 'bytea') return own(text, life);
    const bytes = Buffer.from(text.slice(2), 'hex');
    return bytes[0] === OPENING_BRACE ? Buffer.from(own(bytes.toString('utf8'), life)) : bytes;
  };
}

/** A row as it stood at the end of the recorded life. */
export type LeftRow = { table: string; values: Map<string, { type: string; text: string | null }> };

/** The rows a life leaves, in the order in which they came into being. */
export function rowsLeft({ commands }: RecordedLife): LeftRow[] {
  const rows = new Map<string, LeftRow>();
  for (const { table, op, columns, values, keys, keyValues } of commands.flat()) {
    const keyOf = (named: readonly Column[], texts: readonly (string | null)[]): string =>
      JSON.stringify([
        table,
        ...named
          .map(({ name }, at) => [name, texts[at]] as const)
          .toSorted(([one], [other]) => one.localeCompare(other)),
      ]);
    if (op === 'INSERT') {
      const primary = columns.flatMap((column, at) => (column.primary ? [{ column, at }] : []));
      const key = keyOf(
        primary.map(({ column }) => column),
        primary.map(({ at }) => values[at] ?? null),
      );
      // A row whose key the database makes is never changed again: the journal's.
      const place = rows.has(key) ? `${key} ${rows.size}` : key;
      rows.set(place, { table, values: new Map() });
      merge(rows.get(place), columns, values);
    } else if (op === 'DELETE') rows.delete(keyOf(keys, keyValues));
    else merge(rows.get(keyOf(keys, keyValues)), columns, values);
  }
  return [...rows.values()];
}

/** A row that was there before the life began is left as it is. */
function merge(
  row: LeftRow | undefined,
  columns: readonly Column[],
  values: readonly (string | null)[],
): void {
  columns.forEach(({ name, type }, at) => {
    row?.values.set(name, { type, text: values[at] ?? null });
  });
}
