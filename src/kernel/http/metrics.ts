import { hash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { refuse } from '../errors.ts';

/** What the program counts; one per app. */
export type Metrics = {
  register: Registry;
  /** One command has ended: `done`, `replayed`, `waiting`, or the code of its refusal. */
  countCommand(command: string, outcome: string): void;
  /** A number read whenever someone scrapes; a reading that fails leaves the last one standing. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  observeRequest(labels: RequestLabels, seconds: number): void;
};

export type RequestLabels = { method: string; route: string; status: number };

export type MetricsOptions = {
  metrics: Metrics;
  /** The bearer token that scrapers send. */
  token: string | undefined;
  production: boolean;
};

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const MS_PER_S = 1_000;

export function createMetrics(): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS,
    registers,
  });
  const commands = new Counter({
    name: 'jingtian_commands_total',
    help: 'Commands by outcome: done, replayed, waiting for approval, or the code of the refusal',
    labelNames: ['command', 'outcome'] as const,
    registers,
  });
  return {
    register,
    countCommand: (command, outcome) => commands.inc({ command, outcome }),
    observeRequest: (labels, seconds) => requests.observe(labels, seconds),
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          try {
            this.set(await read());
          } catch {
            // A database that is down must not take the other figures with it.
          }
        },
      });
    },
  };
}

/**
 * Times every request and serves `GET /metrics`. With a token it asks every caller for it. Without
 * one it answers direct connections from this machine only; in production, where a proxy on the
 * same machine would make the whole world look local, it answers nobody.
 */
export function registerMetrics(app: FastifyInstance, options: MetricsOptions): void {
  const { metrics, token, production } = options;
  app.addHook('onResponse', async (request, reply) => {
    // The pattern, never the path: a label per id would grow without bound.
    const route = request.routeOptions.url ?? 'unmatched';
    const labels = { method: request.method, route, status: reply.statusCode };
    metrics.observeRequest(labels, reply.elapsedTime / MS_PER_S);
  });
  if (!token && production) return;
  const settings = { config: { limited: false }, logLevel: 'silent' } as const;
  app.get('/metrics', settings, async (request, reply) => {
    if (token) requireToken(request, token);
    else if (!isDirectAndLocal(request)) throw refuse('request.not_found');
    return reply.type(metrics.register.contentType).send(await metrics.register.metrics());
  });
}

/** Digests are of one length, so comparing them takes the same time whatever was sent. */
function requireToken({ headers }: FastifyRequest, token: string): void {
  const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
  if (!timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`))) {
    throw refuse('auth.unauthenticated');
  }
}

const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/** The socket's own address: what a header claims does not count, and a header means a proxy. */
function isDirectAndLocal({ headers, socket }: FastifyRequest): boolean {
  if (FORWARDED.some((name) => headers[name] !== undefined)) return false;
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}
