import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** A sheet of text; its first row is the heading. */
export type Sheet = {
  /** At most 31 characters, none of `[]:*?/\`. */
  name: string;
  rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>;
};

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const MEDIA = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** Rows go to the compressor in pieces of about this many characters. */
const PIECE = 16_384;
const HEADING = 1;

/**
 * Sheets as an XLSX file (ECMA-376, the least of it), streamed: a row is forgotten once written.
 * Every cell is a text in place, which no spreadsheet evaluates, whatever it begins with.
 */
export function writeXlsx(sheets: readonly Sheet[]): Readable {
  const output = new PassThrough();
  const archive = new ZipFile();
  archive.on('error', (error) => output.destroy(error as Error));
  const add = (path: string, xml: string) =>
    archive.addBuffer(Buffer.from(DECLARATION + xml), path, { compress: true });
  add('[Content_Types].xml', contentTypes(sheets));
  add('_rels/.rels', relations([`${OFFICE}/officeDocument`, 'xl/workbook.xml']));
  add('xl/workbook.xml', workbook(sheets));
  add('xl/_rels/workbook.xml.rels', partsOf(sheets));
  add('xl/styles.xml', STYLES);
  sheets.forEach((sheet, index) => {
    archive.addReadStreamLazy(`xl/worksheets/sheet${index + 1}.xml`, (give) => {
      const source = Readable.from(sheetXml(sheet));
      source.on('error', (error) => output.destroy(error));
      // Whoever stops reading stops the rows too.
      output.once('close', () => source.destroy());
      give(null, source);
    });
  });
  archive.end();
  return archive.outputStream.pipe(output);
}

async function* sheetXml({ rows }: Sheet): AsyncGenerator<string> {
  // The heading stays in sight.
  const view = `<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`;
  let piece = `${DECLARATION}<worksheet xmlns="${MAIN}">${view}<sheetData>`;
  let number = 0;
  for await (const row of rows) {
    number += 1;
    piece += rowXml(row, number);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}</sheetData></worksheet>`;
}

function rowXml(row: readonly string[], number: number): string {
  const style = number === HEADING ? ' s="1"' : '';
  const cells = row.map((text) =>
    text === ''
      ? `<c${style}/>`
      : `<c t="inlineStr"${style}><is><t xml:space="preserve">${escaped(text)}</t></is></c>`,
  );
  return `<row r="${number}">${cells.join('')}</row>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
/** What XML 1.0 cannot hold, not even as a reference. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(IMPOSSIBLE, '\ufffd')
    .replace(/[&<>"]/g, (mark) => ENTITIES[mark] ?? '');

function contentTypes(sheets: readonly Sheet[]): string {
  const part = (name: string, type: string) =>
    `<Override PartName="/xl/${name}" ContentType="${MEDIA}.${type}+xml"/>`;
  const own = sheets.map((_, index) => part(`worksheets/sheet${index + 1}.xml`, 'worksheet'));
  return `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('workbook.xml', 'sheet.main')}${part('styles.xml', 'styles')}${own.join('')}</Types>`;
}

function workbook(sheets: readonly Sheet[]): string {
  const names = sheets.map(
    ({ name }, index) =>
      `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="r${index + 1}"/>`,
  );
  return `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${names.join('')}</sheets></workbook>`;
}

const partsOf = (sheets: readonly Sheet[]): string =>
  relations(
    ...sheets.map(
      (_, index): Relation => [`${OFFICE}/worksheet`, `worksheets/sheet${index + 1}.xml`],
    ),
    [`${OFFICE}/styles`, 'styles.xml'],
  );

type Relation = readonly [type: string, target: string];

function relations(...all: readonly Relation[]): string {
  const each = all.map(
    ([type, target], index) =>
      `<Relationship Id="r${index + 1}" Type="${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`;
}

/** Two looks: plain, and bold for the heading; both of the format Text. */
const STYLES = `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="49" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`;
