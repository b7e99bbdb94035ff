/** How the headings and cells of a file are read. Pure. */
import { refuse } from '../../kernel/errors.ts';
import type { Column, FileKind } from './kinds/kind.ts';

const ITEM_CODE = /^[A-Z][A-Z0-9_]{0,62}$/;

/** As texts of cells are compared. */
export const plain = (text: string): string =>
  text.normalize('NFKC').replaceAll(/\s|\*/g, '').toLowerCase();

/** A template heads a column in both languages; people keep one of them. */
const namesOf = ({ code, title }: Column): string[] =>
  [code, title.en, title.zh, `${title.zh}${title.en}`, `${title.en}${title.zh}`].map(plain);

/**
 * What each column holds, from the left.
 *
 * @throws Refusal `bulk.header` naming columns by place, for a heading may be anything
 */
export function columnsOf(kind: FileKind, headings: readonly string[]): string[] {
  const codes = headings.map((heading) => {
    const known = kind.columns.find((column) => namesOf(column).includes(plain(heading)));
    return known?.code ?? (kind.open && ITEM_CODE.test(heading) ? heading : null);
  });
  const places = (wrong: (code: string | null, at: number) => boolean): number[] =>
    codes.flatMap((code, at) => (wrong(code, at) ? [at + 1] : []));
  const unknown = places((code) => code === null);
  const repeated = places((code, at) => code !== null && codes.indexOf(code) !== at);
  const missing = kind.columns
    .filter(({ code, required }) => required && !codes.includes(code))
    .map(({ code }) => code);
  if (unknown.length + repeated.length + missing.length > 0) {
    throw refuse('bulk.header', { details: { unknown, repeated, missing } });
  }
  return codes.flatMap((code) => code ?? []);
}

/** A row's cells by what they hold; empty ones are absent. */
export type Cells = ReadonlyMap<string, string>;

export const cellsOf = (columns: readonly string[], cells: readonly string[]): Cells =>
  new Map(
    columns.flatMap((code, at): [string, string][] => {
      // Excel shows an apostrophe before text to nobody, and templates put it before numbers.
      const text = (cells[at] ?? '').replace(/^'/, '').trim();
      return text === '' ? [] : [[code, text]];
    }),
  );

export type CellFault = { code: string; field: string };

/** The first cell that cannot be what its column asks for. */
export function faultIn(kind: FileKind, cells: Cells): CellFault | null {
  for (const column of kind.columns) {
    const text = cells.get(column.code);
    const field = column.code;
    if (text === undefined && column.required) return { code: 'import.cell_required', field };
    if (text !== undefined && column.values && !listed(column, text)) {
      return { code: 'import.cell_unlisted', field };
    }
  }
  return null;
}

/** The code of a listed value, given as its code or as it is called. */
export const listed = ({ values = [] }: Column, text: string): string | undefined =>
  values.find(({ code, zh, also = [] }) =>
    [code, zh, ...also].some((name) => plain(name) === plain(text)),
  )?.code;

/** What tells a row apart from the others, as comparable text; null when nothing does. */
export function keyOf(kind: FileKind, cells: Cells): string | null {
  const names = kind.keys.filter((each) => cells.has(each));
  const [name] = names;
  if (name === undefined) return kind.apart?.(cells) ?? null;
  return `${name} ${plain(cells.get(name) ?? '').toUpperCase()}`;
}

/** Everything in a row that names somebody, as comparable text, whatever the column. */
export const namesIn = ({ names }: FileKind, cells: Cells): string[] =>
  names.flatMap((each) => (cells.has(each) ? plain(cells.get(each) ?? '').toUpperCase() : []));
