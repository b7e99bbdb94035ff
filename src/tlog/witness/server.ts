import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { utf8 } from '../text.ts';
import type { WitnessFolder } from './folder.ts';
import { type Judgement, judge } from './judge.ts';
import { ADD_CHECKPOINT_PATH, SIZE_TYPE } from './protocol.ts';

/** A request holds 63 hashes and a checkpoint, which may carry large signatures of others. */
const BODY_BYTES_LIMIT = 1_000_000;
const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTIONS_LIMIT = 200;
const TEXT = 'text/plain; charset=utf-8';

export type WitnessServerOptions = {
  folder: WitnessFolder;
  now?: () => Date;
  /** Told of every judgement about a known log, and of failures to keep one. */
  report?: (event: { status: number; detail: string }) => void;
};

/** The HTTP side of a witness by c2sp.org/tlog-witness; it does not listen yet. */
export function createWitnessServer(options: WitnessServerOptions): Server {
  const { report = () => undefined } = options;
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      report({ status: 500, detail: String(error) });
      if (!response.headersSent)
        send(response, { status: 500, body: 'the witness could not keep the checkpoint\n' });
      else response.destroy();
    });
  });
  server.maxConnections = CONNECTIONS_LIMIT;
  return server;
}

type Reply = { status: number; body: string; type?: string };

const KEPT = /^\/([0-9a-f]{64})\/checkpoint$/;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: WitnessServerOptions,
): Promise<void> {
  const path = request.url ?? '';
  if (path === `/${ADD_CHECKPOINT_PATH}`) {
    if (request.method !== 'POST') return send(response, { status: 405, body: 'POST only\n' });
    const body = await readBody(request);
    if (body === undefined)
      return send(response, { status: 413, body: 'the request is too large\n' });
    const judged = addCheckpoint(body, options);
    const { status, body: words } = judged;
    return send(response, { status, body: words, type: status === 409 ? SIZE_TYPE : TEXT });
  }
  const hash = KEPT.exec(path)?.[1];
  if (request.method !== 'GET') return send(response, { status: 405, body: 'GET only\n' });
  const note = hash === undefined ? undefined : options.folder.note(hash);
  if (note === undefined)
    return send(response, { status: 404, body: 'there is no such checkpoint\n' });
  return send(response, { status: 200, body: note });
}

/**
 * Judges and keeps without a pause in between: no other request is looked at meanwhile, so the head
 * that a judgement rests on is still the last one when the new one is on the disk.
 */
function addCheckpoint(body: Buffer, { folder, now, report }: WitnessServerOptions): Judgement {
  const time = now?.() ?? new Date();
  const text = readable(body);
  const judged: Judgement =
    text === undefined
      ? { status: 400, body: 'the request is not UTF-8\n' }
      : judge(text, folder, time);
  if (judged.status === 200) folder.keep(judged.origin, judged.keep);
  if (judged.status === 422) folder.keepRefused(body.toString(), time);
  report?.({ status: judged.status, detail: judged.body.trim() });
  return judged;
}

function readable(body: Buffer): string | undefined {
  try {
    return utf8(body, 'malformed_request');
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_LIMIT) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > BODY_BYTES_LIMIT) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, body, type = TEXT }: Reply): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
