import type pg from 'pg';
import { columnTypes } from './types.ts';
import { wireOf } from './wire.ts';

/** How the rows of a statement are read, column by column. */
export type Shape = readonly Column[];

type Column = { readonly name: string; readonly read: (text: string) => unknown };

/** What the server says of a column before the rows. */
export type Described = { name: string; dataTypeID: number };

export const NO_ROWS: Shape = [];

/**
 * On this connection a prepared statement is described once: the server would rather refuse to run
 * it than answer otherwise than it said. To send and read it each time costs more than most rows do.
 */
export function keepShapes(client: pg.ClientBase): void {
  wireOf(client).shapes = new Map();
}

export const shapeOf = (described: readonly Described[]): Shape =>
  described.map(({ name, dataTypeID }) => ({
    name,
    read: columnTypes.getTypeParser(dataTypeID, 'text') as Column['read'],
  }));

export function rowOf(shape: Shape, fields: readonly (string | null)[]): Record<string, unknown> {
  if (shape.length !== fields.length) throw new Error('a row unlike what was said of it');
  const row: Record<string, unknown> = {};
  for (let index = 0; index < shape.length; index += 1) {
    const { name, read } = shape[index] as Column;
    const field = fields[index] ?? null;
    row[name] = field === null ? null : read(field);
  }
  return row;
}

/** What a statement answered. */
export type Result = Pick<pg.QueryResult, 'command' | 'rowCount' | 'rows'>;

/** `INSERT 0 1`, `SELECT 5`, `COMMIT`: what was done, and to how many rows where that is said. */
export function resultOf(tag: string, rows: unknown[]): Result {
  const words = tag.split(' ');
  const count = Number(words.at(-1));
  return { command: words[0] ?? '', rowCount: Number.isNaN(count) ? null : count, rows };
}
