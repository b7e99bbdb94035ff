import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '../ids.ts';
import { accessLog } from './logging.ts';
import { rawProblem, sendProblem } from './problems.ts';

export type ServerOptions = {
  bodyLimitBytes: number;
  /** Whose X-Forwarded-For is believed; nobody's when empty. */
  trustedProxies: readonly string[];
};

/** A whole request must have arrived by then, so that slow senders cannot hold connections. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Fits a log line, the journal and a header. */
const REQUEST_ID = /^[\w.-]{8,128}$/;

/** What `Fastify()` is given: limits, request ids, the access log, and problems before routing. */
export const serverOptions = ({ bodyLimitBytes, trustedProxies }: ServerOptions) => ({
  bodyLimit: bodyLimitBytes,
  trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
  requestTimeout: REQUEST_TIMEOUT_MS,
  // What came before the listener ended is served; its connection closes with the answer.
  return503OnClosing: false,
  logController: accessLog(),
  genReqId: requestIdOf,
  frameworkErrors(error: Error, request: FastifyRequest, reply: FastifyReply): void {
    sendProblem(error, request, reply);
  },
  clientErrorHandler(error: Error & { code?: string }, socket: Duplex): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    socket.end(rawProblem(STATUS_OF_PARSER[error.code ?? ''] ?? 400, newId()));
  },
});

/**
 * The caller's X-Request-Id if it is well-formed, so that a request can be followed through. Others
 * get a random one: it is no key, and an ordered one costs ten times as much.
 */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

const STATUS_OF_PARSER: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};
