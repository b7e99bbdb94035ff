import type pg from 'pg';
import { Parser } from 'pg-protocol/dist/parser.js';
import { wireOf } from './wire.ts';

/** A statement whose only column has this name is answered with bytes, not text. */
export const ANSWER_COLUMN = 'answer';

const DATA_ROW = 'D'.charCodeAt(0);
const ROW_DESCRIPTION = 'T'.charCodeAt(0);
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;
const HEAD_BYTES = 1 + LENGTH_BYTES;
/** More than Postgres says at once: no packet at all, for the parser to refuse. */
const MOST_BYTES = 2 ** 30 + 1_024;
const EMPTY = Buffer.alloc(0);

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

type Told = (packet: Packet) => void;
type AnswerParser = { take(chunk: Buffer, callback: Told): void };

function answerParser(): AnswerParser {
  const parser = new Parser() as unknown as Packets;
  const handle = parser.handlePacket.bind(parser);
  let answering = false;
  parser.handlePacket = (offset, code, length, bytes) => {
    if (answering && code === DATA_ROW) {
      return { name: 'dataRow', length, fields: [answerIn(bytes, offset + COUNT_BYTES)] };
    }
    const packet = handle(offset, code, length, bytes);
    if (code === ROW_DESCRIPTION) answering = isAnswer(packet.fields as { name: string }[]);
    return packet;
  };
  return wholePackets((bytes, callback) => parser.parse(bytes, callback));
}

/**
 * Gives on whole packets only. One that comes in pieces is put together in memory of just its size:
 * the parser's own buffer grows by doubling, and what it holds would have to be copied once more.
 */
function wholePackets(parse: (bytes: Buffer, callback: Told) => void): AnswerParser {
  let part: { bytes: Buffer; filled: number } | null = null;
  let head: Buffer = EMPTY;
  return {
    take(chunk, callback) {
      let bytes = head.length > 0 ? Buffer.concat([head, chunk]) : chunk;
      head = EMPTY;
      if (part) {
        const copied = bytes.copy(part.bytes, part.filled);
        part.filled += copied;
        if (part.filled < part.bytes.length) return;
        const whole = part.bytes;
        part = null;
        parse(whole, callback);
        bytes = bytes.subarray(copied);
      }
      const end = endOfWhole(bytes);
      if (end > 0) parse(bytes.subarray(0, end), callback);
      const rest = bytes.subarray(end);
      if (rest.length < HEAD_BYTES) head = rest;
      else if (packetBytes(rest, 0) > MOST_BYTES) parse(rest, callback);
      else part = begun(rest);
    },
  };
}

function begun(rest: Buffer): { bytes: Buffer; filled: number } {
  const bytes = Buffer.allocUnsafe(packetBytes(rest, 0));
  return { bytes, filled: rest.copy(bytes) };
}

/** A packet is a letter, the length of all but the letter, and the rest. */
const packetBytes = (bytes: Buffer, at: number): number => 1 + bytes.readUInt32BE(at + 1);

/** Where the last packet ends that is there whole. */
function endOfWhole(bytes: Buffer): number {
  let end = 0;
  while (end + HEAD_BYTES <= bytes.length) {
    const next = end + packetBytes(bytes, end);
    if (next > bytes.length) break;
    end = next;
  }
  return end;
}

const isAnswer = (columns: readonly { name: string }[]): boolean =>
  columns.length === 1 && columns[0]?.name === ANSWER_COLUMN;

function answerIn(bytes: Buffer, offset: number): Buffer | null {
  const length = bytes.readInt32BE(offset);
  const start = offset + LENGTH_BYTES;
  return length < 0 ? null : bytes.subarray(start, start + length);
}
