import { Readable } from 'node:stream';
import { refuse } from '../errors.ts';
import { readCsv } from './csv.ts';
import { isXlsx, readXlsx } from './xlsx.ts';
import './errors.ts';

/** A row as it stands in the file: its number counts from 1, the heading included. */
export type Row = { number: number; cells: readonly string[] };

/** What a file may hold; beyond any of these it is refused as a whole. */
export type TableLimits = {
  /** Of the file as it was sent. */
  bytes: number;
  rows: number;
  columns: number;
  /** Characters of one cell. */
  cell: number;
  /** Of a part of an archive, inflated. */
  inflated: number;
};

export const TABLE_LIMITS: TableLimits = {
  bytes: 64 * 1_048_576,
  rows: 500_000,
  columns: 100,
  cell: 4_000,
  inflated: 1_024 * 1_048_576,
};

export const tooLarge = (what: keyof TableLimits, limits: TableLimits) =>
  refuse('bulk.too_large', { details: { what, limit: limits[what] } });

/**
 * The rows of a CSV or XLSX file (its first sheet), one after the other, told apart by content and
 * not by name. Cells are text as it stands: nothing in them is ever evaluated, and a formula counts
 * as the value it was saved with. Rows without any text are left out.
 *
 * @throws Refusal `bulk.*` when the file is refused
 */
export async function* readTable(
  file: Buffer,
  limits: TableLimits = TABLE_LIMITS,
): AsyncGenerator<Row> {
  if (file.length > limits.bytes) throw tooLarge('bytes', limits);
  const rows = isXlsx(file) ? readXlsx(file, limits) : readCsv(file, limits);
  let count = 0;
  for await (const row of rows) {
    if (row.cells.every((cell) => cell === '')) continue;
    count += 1;
    if (count > limits.rows) throw tooLarge('rows', limits);
    checkWidth(row, limits);
    yield row;
  }
}

function checkWidth({ number, cells }: Row, limits: TableLimits): void {
  const details = (what: keyof TableLimits) => ({
    details: { what, limit: limits[what], row: number },
  });
  if (cells.length > limits.columns) throw refuse('bulk.too_large', details('columns'));
  if (cells.some((cell) => cell.length > limits.cell)) {
    throw refuse('bulk.too_large', details('cell'));
  }
}

/** The same in steps of so many rows, for work that goes by sets. */
export async function* inSets(rows: AsyncIterable<Row>, size: number): AsyncGenerator<Row[]> {
  let set: Row[] = [];
  for await (const row of rows) {
    set.push(row);
    if (set.length === size) {
      yield set;
      set = [];
    }
  }
  if (set.length > 0) yield set;
}

/** A buffer as a stream of moderate pieces, so that nothing behind it takes the whole at once. */
export function piecesOf(file: Buffer, size = 65_536): Readable {
  let at = 0;
  return new Readable({
    read() {
      if (at >= file.length) return void this.push(null);
      this.push(file.subarray(at, at + size));
      at += size;
    },
  });
}
