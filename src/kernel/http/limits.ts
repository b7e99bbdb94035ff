import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../errors.ts';
import { readJsonStrictly } from './json-body.ts';

export type LimitOptions = {
  /** Requests of one client in one window. */
  rateLimit: { max: number; windowMs: number };
  /** The mean delay of the event loop over a second from which on requests are turned away. */
  maxLoopDelayMs: number;
  /** What all tokens of one client and person share; undefined for a token not yet verified. */
  recognise(authorization: string | undefined): string | undefined;
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** False for what must answer under any load, such as health checks. */
    limited?: boolean;
  }
}

/** Getting ready holds the loop up; that is not load. */
const SETTLING_MS = 5_000;
const RETRY_AFTER_S = 5;
const CLIENTS = 20_000;
const MS_PER_S = 1_000;

/**
 * Turns requests away before they cost anything: when the process cannot keep up, and when a client
 * sends too many. A client is the person behind a token this process has verified before, whatever
 * token that is today; everyone else is their network address, so that inventing tokens buys
 * nothing. Counts are per process.
 *
 * Only JSON bodies are read: Fastify's parser for text would let a body past the JSON checks.
 */
export async function registerLimits(app: FastifyInstance, options: LimitOptions): Promise<void> {
  const { max, windowMs } = options.rateLimit;
  app.removeContentTypeParser('text/plain');
  readJsonStrictly(app);
  let settledAt = Number.POSITIVE_INFINITY;
  app.addHook('onReady', async () => {
    settledAt = performance.now() + SETTLING_MS;
  });
  await app.register(underPressure, {
    maxEventLoopDelay: options.maxLoopDelayMs,
    pressureHandler: (request, reply) => {
      if (isExempt(request) || performance.now() < settledAt) return;
      reply.header('retry-after', RETRY_AFTER_S);
      throw refuse('request.overloaded');
    },
  });
  await app.register(rateLimit, {
    global: false,
    max,
    timeWindow: windowMs,
    cache: CLIENTS,
    keyGenerator: (request) => options.recognise(request.headers.authorization) ?? request.ip,
  });
  const count = app.createRateLimit();
  const policy = `"client";q=${max};w=${windowMs / MS_PER_S}`;
  app.addHook('onRequest', async (request, reply) => {
    if (isExempt(request)) return;
    const spent = await count(request);
    if (spent.isAllowed) return;
    announce(reply, policy, spent);
    if (!spent.isExceeded) return;
    reply.header('retry-after', spent.ttlInSeconds);
    throw refuse('request.rate_limited', { details: { retryAfterS: spent.ttlInSeconds } });
  });
}

const isExempt = (request: FastifyRequest): boolean =>
  request.routeOptions.config?.limited === false;

type Spent = { remaining: number; ttlInSeconds: number };

function announce(reply: FastifyReply, policy: string, { remaining, ttlInSeconds }: Spent): void {
  reply.header('ratelimit-policy', policy);
  reply.header('ratelimit', `"client";r=${remaining};t=${ttlInSeconds}`);
}
