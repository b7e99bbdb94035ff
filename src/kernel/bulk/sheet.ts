import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { Refusal, refuse } from '../errors.ts';
import { type Row, type TableLimits, tooLarge } from './table.ts';

/** Office Open XML (ECMA-376) as a stream: the parts of SpreadsheetML that hold text. */
type Handlers = {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text(text: string): void;
};

/** Names without the prefix of their namespace, which writers choose at will. */
const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Feeds a stream through a parser, giving its consumer a turn after every piece. */
async function* fed(stream: Readable, handlers: Handlers): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  parser.on('opentag', ({ name, attributes }) =>
    handlers.open(localName(name), attributes as Record<string, string>),
  );
  parser.on('closetag', ({ name }) => handlers.close(localName(name)));
  parser.on('text', handlers.text);
  parser.on('cdata', handlers.text);
  const refuseIt = () => {
    throw refuse('bulk.damaged');
  };
  // Entities of a document type could stand for more than the file holds.
  parser.on('doctype', refuseIt);
  parser.on('error', refuseIt);
  try {
    for await (const piece of stream) {
      parser.write(decoder.decode(piece as Buffer, { stream: true }));
      yield;
    }
    parser.write(decoder.decode()).close();
    yield;
  } catch (error) {
    // A size that was not what it claimed, a broken checksum, text that is no UTF-8 or no XML.
    throw error instanceof Refusal ? error : refuse('bulk.damaged');
  } finally {
    stream.destroy();
  }
}

/** The texts that cells refer to by number. */
export async function sharedStrings(stream: Readable, limits: TableLimits): Promise<string[]> {
  const strings: string[] = [];
  let current = '';
  const within = { t: false, phonetic: false };
  const handlers: Handlers = {
    open(name) {
      if (name === 'si') current = '';
      // How a text is read aloud stands beside it and is no part of it.
      if (name === 'rPh') within.phonetic = true;
      if (name === 't') within.t = true;
    },
    close(name) {
      if (name === 'si') strings.push(current);
      if (name === 'rPh') within.phonetic = false;
      if (name === 't') within.t = false;
    },
    text(text) {
      if (!within.t || within.phonetic) return;
      current += text;
      if (current.length > limits.cell) throw tooLarge('cell', limits);
    },
  };
  for await (const _ of fed(stream, handlers));
  return strings;
}

type Reading = { strings: readonly string[]; limits: TableLimits };

/** The rows of a sheet, as far as they have been parsed, piece by piece. */
export async function* sheetRows(stream: Readable, reading: Reading): AsyncGenerator<Row> {
  const ready: Row[] = [];
  const handlers = rowReader(reading, (row) => ready.push(row));
  for await (const _ of fed(stream, handlers)) {
    yield* ready;
    ready.length = 0;
  }
}

type Cell = { column: number; type: string; text: string };

function rowReader({ strings, limits }: Reading, done: (row: Row) => void): Handlers {
  let number = 0;
  let cells: string[] = [];
  let cell: Cell | undefined;
  let inValue = false;
  return {
    open(name, attributes) {
      if (name === 'row') {
        number = Number(attributes.r ?? number + 1);
        cells = [];
      }
      if (name === 'c') {
        const column = attributes.r ? columnOf(attributes.r) : cells.length;
        if (column >= limits.columns) throw tooLarge('columns', limits);
        cell = { column, type: attributes.t ?? 'n', text: '' };
      }
      // A value, or text in place; a formula beside it is passed over.
      if (name === 'v' || name === 't') inValue = true;
    },
    close(name) {
      if (name === 'v' || name === 't') inValue = false;
      if (name === 'c' && cell) {
        while (cells.length < cell.column) cells.push('');
        cells[cell.column] = textOf(cell, strings).trim();
        cell = undefined;
      }
      if (name === 'row') done({ number, cells });
    },
    text(text) {
      if (!inValue || !cell) return;
      cell.text += text;
      if (cell.text.length > limits.cell) throw tooLarge('cell', limits);
    },
  };
}

const LETTERS = 26;
const CODE_OF_A = 65;

/** `AB12` -> 27, counting from 0. */
function columnOf(reference: string): number {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0];
  if (!letters) throw refuse('bulk.damaged');
  let column = 0;
  for (const letter of letters) column = column * LETTERS + letter.charCodeAt(0) - CODE_OF_A + 1;
  return column - 1;
}

const SCIENTIFIC = /^-?\d(?:\.\d+)?[eE]\+?\d{1,3}$/;

function textOf({ type, text }: Cell, strings: readonly string[]): string {
  if (type === 's') return strings[Number(text)] ?? '';
  if (type === 'b') return text === '1' ? 'true' : 'false';
  // A long number typed as a number: written out, so that a mobile number is one again.
  if (type === 'n' && SCIENTIFIC.test(text) && Number.isInteger(Number(text))) {
    return BigInt(Number(text)).toString();
  }
  return text;
}
