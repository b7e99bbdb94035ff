import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Refusal, refuse } from '../errors.ts';
import { PROBLEM_TYPE, problemOf, sendProblem } from './problems.ts';
import { requestIdOf } from './server-options.ts';

/** What requests are admitted as: neither kind can take the other's places. */
export const LOADS = ['read', 'write'] as const;
export type Load = (typeof LOADS)[number];

export type Counted = Load | 'told' | 'own';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * What the requests of a route count as, or how that is told; by their method when left out.
     * `told`: the route says, once it knows. `own`: the route bounds them itself, as what waits or
     * streams for long must.
     */
    load?: Counted | ((request: FastifyRequest) => Counted);
  }
}

export type AdmissionOptions = {
  /** How many requests of a kind may be in the house at once. */
  limits: Readonly<Record<Load, number>>;
};

/** Gives the request of this reply its place, once its kind is known. @throws Refusal when all are taken */
export type Admit = (reply: FastifyReply, load: Load) => void;

export type Admission = {
  admit: Admit;
  /** How many are in the house, and how many were turned away since the start. */
  inFlight: Readonly<Record<Load, number>>;
  refused: Readonly<Record<Load, number>>;
};

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Spread, so that those turned away together do not come back together. */
const RETRY_AFTER_S = [1, 2, 3];

/**
 * Turns requests away at the door when as many as can be served in good time are in the house: work
 * beyond that makes every answer late and none of them sooner. A refusal is cheap, says when to come
 * back, and has had no effect. Register it before everything that costs.
 */
export function registerAdmission(app: FastifyInstance, { limits }: AdmissionOptions): Admission {
  const inFlight = { read: 0, write: 0 };
  const refused = { read: 0, write: 0 };
  /** Made once: a stack trace for each would cost more than the refusal. */
  const overloaded = refuse('request.overloaded');
  const hasPlace = (load: Load): boolean => inFlight[load] < limits[load];
  const retryAfter = (load: Load): number => {
    refused[load] += 1;
    return RETRY_AFTER_S[(refused.read + refused.write) % RETRY_AFTER_S.length] ?? 1;
  };
  const turnAway = (reply: FastifyReply, load: Load): Refusal => {
    reply.header('retry-after', retryAfter(load));
    return overloaded;
  };
  const admit: Admit = (reply, load) => {
    if (!hasPlace(load)) throw turnAway(reply, load);
    inFlight[load] += 1;
    whenOver(reply, () => {
      inFlight[load] -= 1;
    });
  };
  app.addHook('onRequest', (request, reply, done) => {
    const load = loadOf(request);
    if (load === 'own') return done();
    if (load === 'told' ? LOADS.some(hasPlace) : hasPlace(load)) {
      if (load !== 'told') admit(reply, load);
      return done();
    }
    sendProblem(turnAway(reply, load === 'told' ? 'read' : load), request, reply);
  });
  const isPlainRead = knowPlainReads(app);
  answerFirst(app, (request, response) => {
    if (hasPlace('read') || !isPlainRead(request)) return false;
    sendBare(request, response, { refusal: overloaded, retryAfterS: retryAfter('read') });
    return true;
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    over.get(reply)?.();
    done();
  });
  return { admit, inFlight, refused };
}

/**
 * Most of what floods a server are reads, and turning one away must cost a small part of serving it:
 * those that need no look at their route never reach the framework. Pages of browsers do, for what
 * they may read of an answer is decided there.
 */
function knowPlainReads(app: FastifyInstance): (request: IncomingMessage) => boolean {
  const others = new Set<string>();
  app.addHook('onRoute', ({ url, config }) => {
    if (config?.limited === false || (config?.load ?? 'read') !== 'read') others.add(url);
  });
  return ({ method, url = '', headers }) =>
    method === 'GET' && headers.origin === undefined && !others.has(url.split('?', 1)[0] ?? '');
}

type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Lets something answer before the framework; what it leaves goes on as ever. */
function answerFirst({ server }: FastifyInstance, answer: Answer): void {
  const [serve] = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (!answer(request, response)) serve?.(request, response);
  });
}

type Bare = { refusal: Refusal; retryAfterS: number };

function sendBare(
  request: IncomingMessage,
  response: ServerResponse,
  { refusal, retryAfterS }: Bare,
): void {
  const correlationId = requestIdOf(request);
  const { status, body } = problemOf(refusal, { correlationId });
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': PROBLEM_TYPE,
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': correlationId,
      'retry-after': String(retryAfterS),
    })
    .end(text);
}

function loadOf(request: FastifyRequest): Counted {
  const { limited, load, command } = request.routeOptions.config ?? {};
  if (limited === false) return 'own';
  if (load) return typeof load === 'function' ? load(request) : load;
  return command || !READING.has(request.method) ? 'write' : 'read';
}

/** What is to be done when a reply that nobody waits for any more is made at last. */
const over = new WeakMap<FastifyReply, () => void>();

/**
 * Calls once the answer has gone out and nothing is done for it any more. A caller that hung up does
 * not end the work for it: its place is free when the answer nobody hears is made.
 */
function whenOver(reply: FastifyReply, then: () => void): void {
  reply.raw.once('close', () => {
    if (reply.sent) return then();
    over.set(reply, () => {
      over.delete(reply);
      then();
    });
  });
}
