import type { FastifyReply, FastifyRequest } from 'fastify';
import Fastify from 'fastify';
import type { LoggerOptions } from 'pino';

/** Members that hold secrets or personal data, in the places log lines are made of. */
const SECRET = ['authorization', 'cookie', 'password', 'token', 'key', 'idNumber', 'mobile'];
const HEADERS = ['authorization', 'cookie', 'proxy-authorization', 'set-cookie'];
const OBJECTS = ['body', 'config', 'input', 'query', 'variables'];
const HEADERS_OF = ['headers', 'req.headers', 'request.headers', 'res.headers', 'reply.headers'];

/** Every path in full: with a wildcard among them pino takes twenty times as long per line. */
const redact = {
  paths: [
    ...SECRET,
    ...OBJECTS.flatMap((object) => SECRET.map((name) => `${object}.${name}`)),
    ...HEADERS_OF.flatMap((object) => HEADERS.map((name) => `${object}["${name}"]`)),
  ],
  censor: '[redacted]',
};

const MAX_MESSAGE = 2_000;

type Loggable = Error & { code?: string; constraint?: string; table?: string; severity?: string };

/** Data exceptions, the class of SQLSTATEs whose messages quote values rather than names. */
const DATA_EXCEPTION = '22';

/**
 * An error without what Postgres repeats of the caller's data: values in the messages of data
 * exceptions, and all of `detail`, `where` and `hint`.
 */
function describe(error: Loggable): Record<string, unknown> {
  const quotes = error.severity !== undefined && error.code?.startsWith(DATA_EXCEPTION);
  const message = quotes ? error.message.replace(/".*"/s, '"…"') : error.message;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message: message.slice(0, MAX_MESSAGE),
    ...(error.code === undefined ? {} : { code: error.code }),
    ...(error.constraint === undefined ? {} : { constraint: error.constraint }),
    ...(error.table === undefined ? {} : { table: error.table }),
    ...(error.cause instanceof Error ? { cause: describe(error.cause) } : {}),
    stack: frames?.join('\n'),
  };
}

const serializers = {
  err: (error: unknown) => (error instanceof Error ? describe(error) : typeof error),
};

/** How the program's log is written: one JSON line each, without secrets or personal data. */
export const logOptions = (level: string): LoggerOptions => ({
  level,
  redact,
  serializers,
  base: null,
  formatters: { level: (label) => ({ level: label }) },
});

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '';

/**
 * One line per answer. Of the address only the path is kept: a query string may hold a name or a
 * number someone searched for.
 */
function requestCompleted(
  error: Error | null | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const line = {
    method: request.method,
    route: request.routeOptions.url,
    path: pathOf(request),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ip: request.ip,
    ...(error ? { err: error } : {}),
  };
  if (error) request.log.error(line, 'answer');
  else request.log.info(line, 'answer');
}

const silent = (): void => undefined;

/** Fastify's own log lines, replaced by one per request; faults are logged where they are caught. */
export const accessLog = () =>
  Object.assign(new Fastify.LogController({ requestIdLogLabel: 'requestId' }), {
    incomingRequest: silent,
    routeNotFound: silent,
    requestCompleted,
  });
