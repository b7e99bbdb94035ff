/**
 * One value of an item or a cell: what comes in, checked against the form, and how it is kept.
 * Numbers are kept as exact decimal text, amounts as text in fen. Pure.
 */
import { Decimal } from 'decimal.js';
import { text } from '../../kernel/commands/input.ts';
import { forbiddenContent } from '../../kernel/forbidden-content.ts';
import { fenOf } from '../../kernel/money.ts';
import { isCivilDate } from '../../kernel/text.ts';
import type { FormColumn, ItemOf } from './form.ts';
import { industryCode } from './industry-code.ts';

/** As kept: text, a yes or no, or the rows of a table by column. */
export type Cell = string | boolean;
export type Row = Readonly<Record<string, Cell>>;
export type Stored = Cell | readonly Row[];

export type Fault =
  | 'WRONG_TYPE'
  | 'TOO_LONG'
  | 'FORBIDDEN_CONTENT'
  | 'OUT_OF_RANGE'
  | 'TOO_MANY_DECIMALS'
  | 'NOT_A_DATE'
  | 'IN_THE_FUTURE'
  | 'NOT_AN_OPTION'
  | 'NOT_A_CODE'
  | 'TOO_MANY_ROWS'
  | 'COLUMN_UNKNOWN'
  | 'COLUMN_REQUIRED';
type Path = readonly (string | number)[];
export type Read<T> = { value: T } | { fault: Fault; path: Path };

const faulty = (fault: Fault, path: Path = []): { fault: Fault; path: Path } => ({ fault, path });
const YUAN = /^-?\d{1,13}(\.\d{1,2})?$/;
const NUMBER = /^-?\d{1,18}(\.\d{1,10})?$/;
const AREA_CODE = /^\d{12}$/;

/** Reads one value; `today` tells the future. */
export function readCell(cell: FormColumn, given: unknown, today: string): Read<Cell> {
  switch (cell.type) {
    case 'TEXT':
      return readText(cell, given);
    case 'NUMBER':
      return readNumber(cell, given);
    case 'MONEY':
      return readMoney(cell, given);
    case 'DATE':
      if (typeof given !== 'string' || !isCivilDate(given)) return faulty('NOT_A_DATE');
      return cell.notAfterToday && given > today ? faulty('IN_THE_FUTURE') : { value: given };
    case 'CHOICE': {
      const option = cell.options.find(({ code }) => code === given);
      return option ? { value: option.code } : faulty('NOT_AN_OPTION');
    }
    case 'BOOLEAN':
      return typeof given === 'boolean' ? { value: given } : faulty('WRONG_TYPE');
  }
}

type CellOf<T extends FormColumn['type']> = Extract<FormColumn, { type: T }>;

function readText({ format, maxLength }: CellOf<'TEXT'>, given: unknown): Read<Cell> {
  if (typeof given !== 'string') return faulty('WRONG_TYPE');
  if (given.length > maxLength) return faulty('TOO_LONG');
  if (forbiddenContent(given) !== null) return faulty('FORBIDDEN_CONTENT');
  const clean = text(maxLength).safeParse(given);
  if (!clean.success) return faulty('WRONG_TYPE');
  if (format === 'INDUSTRY_CODE' && !industryCode.test(clean.data)) return faulty('NOT_A_CODE');
  if (format === 'AREA_CODE' && !AREA_CODE.test(clean.data)) return faulty('NOT_A_CODE');
  return { value: clean.data };
}

function readNumber({ decimals, min, max }: CellOf<'NUMBER'>, given: unknown): Read<Cell> {
  const written = typeof given === 'number' || typeof given === 'string' ? String(given) : '';
  if (!NUMBER.test(written)) return faulty('WRONG_TYPE');
  const value = new Decimal(written);
  if (value.decimalPlaces() > decimals) return faulty('TOO_MANY_DECIMALS');
  const outside = value.lt(min) || (max !== undefined && value.gt(max));
  return outside ? faulty('OUT_OF_RANGE') : { value: value.isZero() ? '0' : value.toFixed() };
}

function readMoney({ min, max }: CellOf<'MONEY'>, given: unknown): Read<Cell> {
  // Amounts are text everywhere: a JSON number in yuan would already have lost its fen.
  if (typeof given !== 'string' || !YUAN.test(given)) return faulty('WRONG_TYPE');
  const fen = given.startsWith('-') ? -fenOf(given.slice(1)) : fenOf(given);
  const outside = fen < BigInt(min) || (max !== undefined && fen > BigInt(max));
  return outside ? faulty('OUT_OF_RANGE') : { value: fen.toString() };
}

/** Reads the rows of a table; a fault names row and column. */
export function readTable(
  table: ItemOf<'TABLE'>,
  given: unknown,
  today: string,
): Read<readonly Row[]> {
  if (!Array.isArray(given)) return faulty('WRONG_TYPE');
  if (given.length > table.maxRows) return faulty('TOO_MANY_ROWS');
  const rows: Row[] = [];
  for (const [index, row] of given.entries()) {
    const read = readRow(table, row, today);
    if ('fault' in read) return faulty(read.fault, [index, ...read.path]);
    rows.push(read.value);
  }
  return { value: rows };
}

function readRow({ columns }: ItemOf<'TABLE'>, given: unknown, today: string): Read<Row> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return faulty('WRONG_TYPE');
  }
  const cells = new Map(Object.entries(given));
  const stray = [...cells.keys()].find((name) => !columns.some(({ code }) => code === name));
  if (stray !== undefined) return faulty('COLUMN_UNKNOWN');
  const row: Record<string, Cell> = {};
  for (const column of columns) {
    const value = cells.get(column.code) ?? null;
    if (value === null) {
      if (column.required) return faulty('COLUMN_REQUIRED', [column.code]);
      continue;
    }
    const read = readCell(column, value, today);
    if ('fault' in read) return faulty(read.fault, [column.code]);
    row[column.code] = read.value;
  }
  return { value: row };
}
