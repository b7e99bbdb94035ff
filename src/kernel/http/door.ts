import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { FastifyContextConfig, FastifyInstance, RouteOptions } from 'fastify';
import type { Refusal } from '../errors.ts';
import type { Load } from './house.ts';
import { PROBLEM_TYPE, problemOf } from './problems.ts';
import { requestIdOf } from './server-options.ts';

/** What tells the kind of a route's requests. */
export type Route = { method: string; config: Readonly<FastifyContextConfig> | undefined };

export type Door = {
  refusal: Refusal;
  /** What a route's requests count as; anything but a kind where it takes the framework to know. */
  loadOf(route: Route): unknown;
  /** The seconds after which to come back; undefined where there is a place. */
  turnAway(load: Load): number | undefined;
};

/**
 * Turning a request away must cost a small part of serving it: one whose kind its method and path
 * tell never reaches the framework, and nothing of its body is read for it. Pages of browsers do
 * reach it, for what they may read of an answer is decided there.
 */
export function answerAtTheDoor(app: FastifyInstance, { refusal, loadOf, turnAway }: Door): void {
  const knownLoad = knowLoads(app, loadOf);
  const send = problemSender(refusal);
  const [serve] = app.server.listeners('request') as RequestListener[];
  app.server.removeAllListeners('request');
  app.server.on('request', (request, response) => {
    const load = knownLoad(request);
    const retryAfterS = load && turnAway(load);
    if (retryAfterS === undefined) serve?.(request, response);
    else send(request, response, retryAfterS);
  });
}

/** Reads are told by what they are not; of writes, those whose path is one text. */
function knowLoads(app: FastifyInstance, loadOf: Door['loadOf']) {
  const notReads = new Set<string>();
  const writes = new Set<string>();
  const learn = ({ url, config }: RouteOptions, method: string): void => {
    const load = loadOf({ method, config });
    if (method === 'GET' && load !== 'read') notReads.add(url);
    if (method === 'POST' && load === 'write' && !/[:*]/.test(url)) writes.add(url);
  };
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) learn(route, method);
  });
  return ({ method, url = '', headers }: IncomingMessage): Load | undefined => {
    if (headers.origin !== undefined) return undefined;
    const path = url.split('?', 1)[0] ?? '';
    if (method === 'GET') return notReads.has(path) ? undefined : 'read';
    return method === 'POST' && writes.has(path) ? 'write' : undefined;
  };
}

const ID = '\u0000';

/** The same bytes but for the number of the request. */
function problemSender(refusal: Refusal) {
  const { status, body } = problemOf(refusal, { correlationId: ID });
  const [before = '', after = ''] = JSON.stringify(body).split(JSON.stringify(ID));
  const bytes = Buffer.byteLength(before + after);
  return (request: IncomingMessage, response: ServerResponse, retryAfterS: number): void => {
    const requestId = requestIdOf(request);
    response.writeHead(status, [
      ...['content-type', PROBLEM_TYPE],
      // Of ASCII alone, in quotes.
      ...['content-length', String(bytes + requestId.length + 2)],
      ...['cache-control', 'no-store'],
      ...['x-content-type-options', 'nosniff'],
      ...['x-request-id', requestId],
      ...['retry-after', String(retryAfterS)],
    ]);
    response.end(`${before}"${requestId}"${after}`);
  };
}
