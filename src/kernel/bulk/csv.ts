import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { refuse } from '../errors.ts';
import { decoded, encodingOf } from './encoding.ts';
import type { Row, TableLimits } from './table.ts';

const DELIMITERS = [',', '\t', ';'];
const TOO_LONG = 'CSV_MAX_RECORD_SIZE';

/** The rows of a CSV file; the separator is the one its first line has most of. */
export async function* readCsv(file: Buffer, limits: TableLimits): AsyncGenerator<Row> {
  const encoding = encodingOf(file);
  const parser = parse({
    delimiter: delimiterOf(decoded(file, encoding).next().value ?? ''),
    relax_column_count: true,
    trim: true,
    info: true,
    max_record_size: limits.columns * limits.cell,
  });
  const source = Readable.from(decoded(file, encoding));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let number = 0;
  try {
    for await (const { record } of parser as AsyncIterable<{ record: string[] }>) {
      number += 1;
      yield { number, cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? refusalOf(error, limits, number + 1) : error;
  } finally {
    source.destroy();
  }
}

function refusalOf({ code }: CsvError, limits: TableLimits, row: number) {
  if (code !== TOO_LONG) return refuse('bulk.damaged', { details: { row } });
  return refuse('bulk.too_large', { details: { what: 'cell', limit: limits.cell, row } });
}

function delimiterOf(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  const counts = DELIMITERS.map((mark) => line.split(mark).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}
