import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** A value of a row. A list of texts is an array; JSON is given as its text. */
export type CopyValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Buffer
  | Date
  | readonly string[];

/** A row by column; every row of one load has the columns of the first. */
export type Row = { readonly [column: string]: CopyValue };
export type Rows = Iterable<Row> | AsyncIterable<Row>;

/** Large, so that the server has work while the next rows are generated. */
const CHUNK_CHARACTERS = 262_144;
const SPECIAL = /[\\\n\r\t]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const escaped = (text: string): string =>
  text.replace(SPECIAL, (character) => ESCAPES[character] ?? character);

/** One field of COPY's text format. */
function fieldOf(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (typeof value !== 'object') return String(value);
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  if (value instanceof Date) return value.toISOString();
  return escaped(`{${value.map((item: string) => JSON.stringify(item)).join(',')}}`);
}

/** The text of a JSON value. */
export const json = (value: unknown): string => JSON.stringify(value);

const lineOf = (row: Row, columns: readonly string[]): string => {
  let line = '';
  for (const column of columns) line += `${line === '' ? '' : '\t'}${fieldOf(row[column])}`;
  return `${line}\n`;
};

/**
 * Loads rows into a table with COPY while they are generated: neither side holds more than a
 * chunk of them. Constraints hold as ever.
 *
 * @returns how many rows were loaded.
 */
export async function copyRows(client: pg.ClientBase, table: string, rows: Rows): Promise<number> {
  const iterator =
    Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  const first = await iterator.next();
  if (first.done) return 0;
  const columns = Object.keys(first.value);
  let count = 0;
  async function* chunks() {
    let chunk = '';
    for (let next = first; !next.done; next = await iterator.next()) {
      chunk += lineOf(next.value, columns);
      count += 1;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      yield chunk;
      chunk = '';
    }
    yield chunk;
  }
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const statement = `copy ${pg.escapeIdentifier(table)} (${names}) from stdin`;
  await pipeline(
    Readable.from(chunks(), { objectMode: true, highWaterMark: 4 }),
    client.query(copyFrom(statement)),
  );
  return count;
}
