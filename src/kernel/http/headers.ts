import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';

export type HeaderOptions = {
  /** Origins whose pages may call the API from a browser; none by default. */
  corsOrigins: readonly string[];
};

/** An API answer is no page: a browser that opens one may load, frame and submit nothing. */
const NOTHING = ["'none'"];
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    'default-src': NOTHING,
    'base-uri': NOTHING,
    'form-action': NOTHING,
    'frame-ancestors': NOTHING,
  },
};

const PREFLIGHT_MAX_AGE_S = 600;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const ASKED = [
  'accept',
  'authorization',
  'content-type',
  'dry-run',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'last-event-id',
  'reason',
  'x-request-id',
];
const EXPOSED = [
  'deprecation',
  'etag',
  'feed-cursor',
  'feed-head',
  'idempotency-replayed',
  'link',
  'location',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'server-timing',
  'sunset',
  'x-request-id',
];

/**
 * Security headers, the CORS allow-list, and the request id on every answer. Answers are not to be
 * stored unless a route says otherwise: most hold personal data.
 */
export async function registerHeaders(
  app: FastifyInstance,
  { corsOrigins }: HeaderOptions,
): Promise<void> {
  const fixed = { ...(await securityHeaders()), 'cache-control': 'no-store' };
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(fixed).header('x-request-id', request.id);
    done();
  });
  if (corsOrigins.length === 0) return;
  // Tokens travel in a header, never in a cookie, so no credentials are allowed across origins.
  await app.register(cors, {
    origin: [...corsOrigins],
    methods: METHODS,
    allowedHeaders: ASKED,
    exposedHeaders: EXPOSED,
    maxAge: PREFLIGHT_MAX_AGE_S,
  });
}

/**
 * Helmet's headers are the same on every answer, so they are made once, on an app that answers
 * nobody, and set together: making them anew would cost as much as a small answer.
 */
async function securityHeaders(): Promise<Record<string, string>> {
  const sample = Fastify();
  await sample.register(helmet, { contentSecurityPolicy, xFrameOptions: { action: 'deny' } });
  sample.get('/', (_request, reply) => reply.code(204).send());
  const { headers } = await sample.inject('/');
  await sample.close();
  const { date: _date, connection: _connection, ...made } = headers;
  return Object.fromEntries(Object.entries(made).map(([name, value]) => [name, String(value)]));
}
