import { Socket } from 'node:net';
import type pg from 'pg';
import { Parser } from 'pg-protocol/dist/parser.js';
import { giveBack, lend, partOf } from './memory.ts';
import { wireOf } from './wire.ts';

/** A statement whose only column has this name is answered with bytes, not text. */
export const ANSWER_COLUMN = 'answer';

const DATA_ROW = 'D'.charCodeAt(0);
const ROW_DESCRIPTION = 'T'.charCodeAt(0);
const AUTHENTICATION = 'R'.charCodeAt(0);
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;
const HEAD_BYTES = 1 + LENGTH_BYTES;
/** More than Postgres says at once: no packet at all, for the parser to refuse. */
const MOST_BYTES = 2 ** 30 + 1_024;
const EMPTY = Buffer.alloc(0);
const READ_BYTES = 65_536;
/** What sockets read into, one at a time: it is taken from there before the next one reads. */
const READ = Buffer.allocUnsafeSlow(READ_BYTES);

type Packet = { name: string; length: number; fields?: readonly unknown[] };

/** The parts of its parser used here, which its types leave out. */
type Packets = {
  handlePacket(offset: number, code: number, length: number, bytes: Buffer): Packet;
  parse(chunk: Buffer, callback: (packet: Packet) => void): void;
};

/**
 * What a client connects with whose answers are passed as bytes. What it reads stands in the same
 * memory each time, and only until the listener returns; a connection with TLS reads as it always did.
 */
export function answerSocket(connection?: { ssl?: unknown }): Socket {
  if (connection?.ssl) return new Socket();
  const callback = (bytes: number): boolean => {
    socket.emit('data', READ.subarray(0, bytes));
    return true;
  };
  const socket = new Socket({ onread: { buffer: READ, callback } });
  return socket;
}

/**
 * Lets answers through undecoded: they go out as the bytes they came in as, so turning them into
 * strings and back would be half of what a read costs this process. An answer has memory of its own
 * (`giveBack`). Call it before connecting.
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
/** `own`: one packet in memory of its own. Else what is read is to be kept has to be copied. */
type Parse = (bytes: Buffer, callback: Told, own: boolean) => void;
type AnswerParser = { take(chunk: Buffer, callback: Told): void };

function answerParser(): AnswerParser {
  const parser = new Parser() as unknown as Packets;
  const handle = parser.handlePacket.bind(parser);
  let answering = false;
  let isOwn = false;
  parser.handlePacket = (offset, code, length, bytes) => {
    if (answering && code === DATA_ROW) {
      const answer = answerIn(bytes, offset + COUNT_BYTES, isOwn ? partOf : copyOf);
      return { name: 'dataRow', length, fields: [answer] };
    }
    // What a password is salted with is not read at once, and is not a string.
    if (code === AUTHENTICATION)
      return handle(0, code, length, copyOf(bytes, offset, bytes.length));
    const packet = handle(offset, code, length, bytes);
    if (code === ROW_DESCRIPTION) answering = isAnswer(packet.fields as { name: string }[]);
    return packet;
  };
  return wholePackets((bytes, callback, own) => {
    isOwn = own;
    parser.parse(bytes, callback);
  });
}

/**
 * Gives on whole packets only. One that comes in pieces is put together in memory of just its size:
 * the parser's own buffer grows by doubling, and what it holds would have to be copied once more.
 */
function wholePackets(parse: Parse): AnswerParser {
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
        parse(whole, callback, true);
        // Where an answer was in it, that is what is lent now.
        giveBack(whole);
        bytes = bytes.subarray(copied);
      }
      const end = endOfWhole(bytes);
      if (end > 0) parse(bytes.subarray(0, end), callback, false);
      const rest = bytes.subarray(end);
      if (rest.length < HEAD_BYTES) head = Buffer.from(rest);
      else if (packetBytes(rest, 0) > MOST_BYTES) parse(Buffer.from(rest), callback, false);
      else part = begun(rest);
    },
  };
}

function begun(rest: Buffer): { bytes: Buffer; filled: number } {
  const bytes = lend(packetBytes(rest, 0));
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

type Cut = (bytes: Buffer, from: number, to: number) => Buffer;

function answerIn(bytes: Buffer, offset: number, cut: Cut): Buffer | null {
  const length = bytes.readInt32BE(offset);
  const start = offset + LENGTH_BYTES;
  return length < 0 ? null : cut(bytes, start, start + length);
}

function copyOf(bytes: Buffer, from: number, to: number): Buffer {
  const copy = lend(to - from);
  bytes.copy(copy, 0, from, to);
  return copy;
}
