/** What people write into a cell, as an answer. Pure. */

type Option = {
  readonly code: string;
  readonly label: { readonly en: string; readonly zh: string };
};

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['是', true],
  ['true', true],
  ['否', false],
  ['false', false],
]);

/** Yes or no; what is neither stays text, for whoever asked to say so. */
export const booleanOf = (text: string): string | boolean => WORDS.get(text.toLowerCase()) ?? text;

/** The code of an option given by its code or as it is called. */
export const optionOf = (options: readonly Option[], text: string): string =>
  options.find(({ label }) => label.zh === text || label.en === text)?.code ?? text;

/** A column of a table, or an item of its own. */
export type Asked = {
  readonly code: string;
  readonly type: string;
  readonly options?: readonly Option[];
};

export const answerIn = ({ type, options = [] }: Asked, text: string): string | boolean => {
  if (type === 'BOOLEAN') return booleanOf(text);
  return type === 'CHOICE' ? optionOf(options, text) : text;
};

const NO_ROWS = '无';
const BETWEEN_ROWS = /[;；\n]/;
const BETWEEN_CELLS = /[|｜]/;

/**
 * The rows of a table in one cell: a line or a semicolon after each, a bar between their cells, in
 * the order of the form's columns. A cell too many goes under a name that no column has.
 */
export function rowsIn(columns: readonly Asked[], text: string): Record<string, unknown>[] {
  if (text === NO_ROWS) return [];
  const rows = text.split(BETWEEN_ROWS).map((row) => row.trim());
  return rows
    .filter((row) => row !== '')
    .map((row) =>
      Object.fromEntries(
        row.split(BETWEEN_CELLS).flatMap((cell, at): [string, unknown][] => {
          const value = cell.trim();
          const column = columns[at];
          if (value === '') return [];
          return column ? [[column.code, answerIn(column, value)]] : [[String(at + 1), value]];
        }),
      ),
    );
}
