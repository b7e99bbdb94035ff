import type { Readable } from 'node:stream';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { refuse } from '../errors.ts';
import { sharedStrings, sheetRows } from './sheet.ts';
import { type Row, type TableLimits, tooLarge } from './table.ts';

const ZIP = Buffer.from('PK\u0003\u0004');
/** Compound files: Excel before 2007, and any Excel file with a password. */
const COMPOUND = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
const MAX_ENTRIES = 2_000;
/** Sheets shrink to a fifth or a twentieth; a hundredth and more is made to burst. */
const MAX_RATIO = 200;
/** Below this nobody is hurt. */
const HARMLESS_BYTES = 4 * 1_048_576;
const MAX_STRINGS_BYTES = 256 * 1_048_576;
const WORKBOOK = 'xl/workbook.xml';
const STRINGS = 'xl/sharedStrings.xml';
const SHEET = /^xl\/worksheets\/sheet(\d+)\.xml$/;

/** @throws Refusal `bulk.format` for spreadsheets of a form that is not read */
export function isXlsx(file: Buffer): boolean {
  if (file.subarray(0, COMPOUND.length).equals(COMPOUND)) throw refuse('bulk.format');
  return file.subarray(0, ZIP.length).equals(ZIP);
}

/** The rows of the first sheet. The archive stays in memory as it came; what it inflates to never is. */
export async function* readXlsx(file: Buffer, limits: TableLimits): AsyncGenerator<Row> {
  const { archive, entries } = await open(file);
  try {
    if (!entries.has(WORKBOOK)) throw refuse('bulk.format');
    const sheet = firstSheet(entries);
    if (!sheet) throw refuse('bulk.damaged');
    const texts = entries.get(STRINGS);
    const most = { ...limits, inflated: Math.min(limits.inflated, MAX_STRINGS_BYTES) };
    const strings = texts ? await sharedStrings(await inflate(archive, texts, most), limits) : [];
    yield* sheetRows(await inflate(archive, sheet, limits), { strings, limits });
  } finally {
    archive.close();
  }
}

function firstSheet(entries: ReadonlyMap<string, Entry>): Entry | undefined {
  const numbered = [...entries].flatMap(([name, entry]) => {
    const number = SHEET.exec(name)?.[1];
    return number === undefined ? [] : [{ number: Number(number), entry }];
  });
  return numbered.sort((a, b) => a.number - b.number)[0]?.entry;
}

type Archive = { archive: ZipFile; entries: Map<string, Entry> };

/** The list of what is inside, read from the archive's own end; nothing is inflated for it. */
function open(file: Buffer): Promise<Archive> {
  return new Promise((resolve, reject) => {
    // Sizes are held to what they claim: yauzl ends a stream that gives more or less.
    fromBuffer(file, { lazyEntries: true, validateEntrySizes: true }, (error, archive) => {
      if (error || !archive) return reject(refuse('bulk.damaged'));
      const entries = new Map<string, Entry>();
      archive.on('error', () => reject(refuse('bulk.damaged')));
      archive.on('entry', (entry: Entry) => {
        entries.set(entry.fileName, entry);
        if (entries.size > MAX_ENTRIES) return reject(refuse('bulk.inflates'));
        archive.readEntry();
      });
      archive.on('end', () => resolve({ archive, entries }));
      archive.readEntry();
    });
  });
}

function inflate(archive: ZipFile, entry: Entry, limits: TableLimits): Promise<Readable> {
  const { uncompressedSize, compressedSize } = entry;
  if (uncompressedSize > limits.inflated) throw tooLarge('inflated', limits);
  if (uncompressedSize > HARMLESS_BYTES && uncompressedSize > compressedSize * MAX_RATIO) {
    throw refuse('bulk.inflates');
  }
  if (entry.isEncrypted()) throw refuse('bulk.damaged');
  return new Promise((resolve, reject) => {
    archive.openReadStream(entry, (error, stream) => {
      if (error || !stream) reject(refuse('bulk.damaged'));
      else resolve(stream);
    });
  });
}
