import { sql } from 'kysely';
import { refuse } from '../errors.ts';
import { faultInJson } from '../http/json-values.ts';
import { bind, type Noun, type Order, type Row, type Sql } from './noun.ts';
import type { Argument } from './selection.ts';

/** The total order of a list: declared columns, then the id where they leave ties. */
export type Ordering = {
  /** What the list is of and how it is ordered: a cursor leads nowhere else. */
  name: string;
  columns: readonly string[];
  descending: boolean;
  /** The opaque cursor of a row, in SQL. */
  cursor: (row: Row) => Sql;
};

const BY_ID: Order = { columns: [] };
const ID = 'id';
const MAX_CURSOR = 1_024;

export function orderingOf(noun: Noun, name: unknown): Ordering {
  const order = name === undefined ? BY_ID : noun.orders?.[String(name)];
  if (!order) throw refuse('query.invalid', { path: ['order'] });
  const columns = order.unique ? order.columns : [...order.columns, ID];
  const list = `${noun.type}.${name ?? ''}`;
  return {
    name: list,
    columns,
    descending: order.descending ?? false,
    cursor: (row) =>
      sql`translate(encode(convert_to(json_build_array(${sql.join([sql.lit(list), ...columns.map(row)])})::text, 'UTF8'), 'base64'), E'\n', '')`,
  };
}

type At = { backward: boolean; cursor: Argument | null; cursorPath: readonly string[] };

/** Rows strictly beyond the cursor, in the list's own order: a row comparison an index serves. */
export function cursorSql(ordering: Ordering, row: Row, at: At): Sql[] {
  const { backward, cursor, cursorPath } = at;
  if (!cursor) return [];
  const { columns } = ordering;
  const read = (text: unknown): unknown[] => {
    const values = readCursor(text, ordering);
    if (!values) throw refuse('query.cursor', { path: cursorPath });
    return values;
  };
  const parts = columns.map((_, index) => bind(cursor.param.map((text) => read(text)[index])));
  const beyond = backward !== ordering.descending ? sql`<` : sql`>`;
  return [sql`(${sql.join(columns.map(row))}) ${beyond} (${sql.join(parts)})`];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Expected = { name: string; columns: readonly string[] };

/** What a cursor of this list holds; undefined for anything else. */
function readCursor(text: unknown, { name, columns }: Expected): unknown[] | undefined {
  if (typeof text !== 'string' || text.length > MAX_CURSOR) return undefined;
  const values = parsed(Buffer.from(text, 'base64').toString('utf8'));
  if (!Array.isArray(values) || values.shift() !== name) return undefined;
  if (values.length !== columns.length) return undefined;
  if (!values.every((value) => typeof value === 'string' || typeof value === 'number')) {
    return undefined;
  }
  if (faultInJson(values)) return undefined;
  return columns.at(-1) === ID && !UUID.test(String(values.at(-1))) ? undefined : values;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
