import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';

/** What a spreadsheet would take for a formula, or for the separator of a column. */
const FORMULA = /^[=+\-@\t\r]/;

/** A cell as text that no spreadsheet evaluates: an apostrophe goes before what looks like a formula. */
export const safeCell = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** Rows as CSV in UTF-8 with a byte order mark, which Excel needs to read Chinese. */
export function writeCsv(rows: AsyncIterable<readonly string[]>): Readable {
  const lines = async function* () {
    for await (const row of rows) yield row.map(safeCell);
  };
  const writer = stringify({ bom: true, record_delimiter: 'windows', quoted_match: /[\r\n]/ });
  const source = Readable.from(lines());
  source.on('error', (error) => writer.destroy(error));
  // Whoever stops reading stops the rows too.
  writer.on('close', () => source.destroy());
  return source.pipe(writer);
}
