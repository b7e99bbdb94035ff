import { STATUS_CODES } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { entryOf, errorCatalogue, Refusal, refuse } from '../errors.ts';
import { trackRoutes } from './allowed-methods.ts';
import { refusalOf } from './refusal-of.ts';
import '../kernel-errors.ts';

/** RFC 9457, with the code of the catalogue, the field at fault and the facts of the refusal. */
export type Problem = {
  /** Resolves to the page of the code. */
  type: string;
  title: string;
  status: number;
  /** In Chinese and English. */
  detail: string;
  code: string;
  path?: readonly (string | number)[];
  details?: Record<string, unknown>;
  correlationId: string;
};

export type ProblemContext = {
  correlationId: string;
  /** Before `/problems/<code>`; nothing for a reference relative to this server. */
  baseUrl?: string | undefined;
};

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';
/** What a caller is told to wait where nothing better is known. */
export const RETRY_AFTER_S = 1;

/** Where the page of a code is. */
export const problemUrl = (code: string, baseUrl = ''): string => `${baseUrl}/problems/${code}`;

export const isKnownCode = (code: string): boolean => Object.hasOwn(errorCatalogue(), code);

/** The problem document of any error; one that is not a refusal says nothing but its number. */
export function problemOf(
  error: unknown,
  { correlationId, baseUrl }: ProblemContext,
): { status: number; body: Problem } {
  const found = error instanceof Error ? refusalOf(error) : undefined;
  const { code, path, details } = found && isKnownCode(found.code) ? found : FAULT;
  const { status, en, zh } = entryOf(code);
  const body = {
    type: problemUrl(code, baseUrl),
    title: en,
    status,
    detail: `${zh} ${en}`,
    code,
    ...(path.length > 0 ? { path } : {}),
    ...(details ? { details } : {}),
    correlationId,
  };
  return { status, body };
}

const FAULT = new Refusal('server.fault');

/** Answers with the problem of an error. A fault is logged here, and nowhere else. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { status, body } = problemOf(error, { correlationId: request.id });
  if (body.code === FAULT.code) request.log.error({ err: error }, 'fault');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', RETRY_AFTER_S);
  return reply.code(status).type(PROBLEM_TYPE).send(JSON.stringify(body));
}

/**
 * Every error of every route as a problem, 404 and 405 too. Register it before the routes: it
 * learns from their registration which methods a path has.
 */
export function registerProblems(app: FastifyInstance): void {
  const allowedMethods = trackRoutes(app);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const allowed = allowedMethods(request.url.split('?', 1)[0] ?? '');
    if (allowed.length === 0) return sendProblem(refuse('request.not_found'), request, reply);
    reply.header('allow', allowed.join(', '));
    const details = { allowed };
    return sendProblem(refuse('request.method', { details }), request, reply);
  });
}

/** A whole HTTP answer for a connection whose request Node itself could not read. */
export function rawProblem(status: number, correlationId: string): string {
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const body = JSON.stringify({ type: 'about:blank', title, status, correlationId });
  return [
    `HTTP/1.1 ${status} ${title}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
