import type pg from 'pg';
import { Parser } from 'pg-protocol/dist/parser.js';
import { wireOf } from './wire.ts';

/** A statement whose only column has this name is answered with bytes, not text. */
export const ANSWER_COLUMN = 'answer';

const DATA_ROW = 'D'.charCodeAt(0);
const ROW_DESCRIPTION = 'T'.charCodeAt(0);
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;

type Packet = { name: string; length: number; fields?: readonly unknown[] };

/** The parts of its parser used here, which its types leave out. */
type Packets = {
  handlePacket(offset: number, code: number, length: number, bytes: Buffer): Packet;
  parse(chunk: Buffer, callback: (packet: Packet) => void): void;
};

/**
 * Lets answers through undecoded: they go out as the bytes they came in as, so turning them into
 * strings and back would be half of what a read costs this process. Call it before connecting.
 */
export function passAnswersAsBytes(client: pg.Client): void {
  const connection = wireOf(client);
  connection.attachListeners = (stream) => {
    const parser = answerParser();
    const emit = (packet: Packet): void => {
      connection.emit(packet.name === 'error' ? 'errorMessage' : packet.name, packet);
    };
    stream.on('data', (chunk: Buffer) => parser.take(chunk, emit));
  };
}

type AnswerParser = { take(chunk: Buffer, callback: (packet: Packet) => void): void };

function answerParser(): AnswerParser {
  const parser = new Parser() as unknown as Packets;
  const handle = parser.handlePacket.bind(parser);
  let answering = false;
  let taken: Buffer | null = null;
  parser.handlePacket = (offset, code, length, bytes) => {
    if (answering && code === DATA_ROW) {
      const answer = answerIn(bytes, offset + COUNT_BYTES);
      // What came in one piece stays as it is; the parser's own buffer is written to again.
      const kept = answer && bytes !== taken ? Buffer.from(answer) : answer;
      return { name: 'dataRow', length, fields: [kept] };
    }
    const packet = handle(offset, code, length, bytes);
    if (code === ROW_DESCRIPTION) answering = isAnswer(packet.fields as { name: string }[]);
    return packet;
  };
  return {
    take(chunk, callback) {
      taken = chunk;
      parser.parse(chunk, callback);
      taken = null;
    },
  };
}

const isAnswer = (columns: readonly { name: string }[]): boolean =>
  columns.length === 1 && columns[0]?.name === ANSWER_COLUMN;

function answerIn(bytes: Buffer, offset: number): Buffer | null {
  const length = bytes.readInt32BE(offset);
  const start = offset + LENGTH_BYTES;
  return length < 0 ? null : bytes.subarray(start, start + length);
}
