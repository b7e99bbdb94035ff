import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock.ts';
import { pendingMigrations, type Queryable } from '../db/migrate.ts';
import { refuse } from '../errors.ts';
import { PROBLEM_TYPE, problemOf } from './problems.ts';

export type HealthOptions = {
  /** Answers as the API role. */
  pool: Queryable;
  clock: Clock;
  /** True once the process has been told to stop; a closing app counts as such anyway. */
  isDraining?: () => boolean;
  /** How long the database may take to answer; two seconds. */
  patienceMs?: number;
};

/** What a balancer needs to know, and no more: the answers are public. */
export type Readiness = { database: boolean; migrations: boolean; draining: boolean };

const KEPT_MS = 1_000;
const PATIENCE_MS = 2_000;
const unlimited = { config: { limited: false }, logLevel: 'silent' } as const;

/**
 * `GET /healthz`: the process answers. `GET /readyz`: it may be sent requests, because the database
 * answers, has every migration of this version, and the process is not stopping; else 503.
 */
export function registerHealth(app: FastifyInstance, options: HealthOptions): void {
  const { patienceMs = PATIENCE_MS } = options;
  const look = () => within(patienceMs, readDatabase(options.pool));
  const check = keep(options.clock, look);
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.get('/healthz', unlimited, async () => ({ status: 'ok' }));
  app.get('/readyz', unlimited, async (request, reply) => {
    const draining = closing || (options.isDraining?.() ?? false);
    const details: Readiness = { ...(await check()), draining };
    if (details.database && details.migrations && !draining) return { status: 'ready' };
    const refusal = refuse('request.overloaded', { details });
    const { status, body } = problemOf(refusal, { correlationId: request.id });
    return reply.code(status).type(PROBLEM_TYPE).send(JSON.stringify(body));
  });
}

type Answer = Omit<Readiness, 'draining'>;
const NO_ANSWER: Answer = { database: false, migrations: false };

async function readDatabase(pool: Queryable): Promise<Answer> {
  try {
    const pending = await pendingMigrations(pool);
    return { database: true, migrations: pending.length === 0 };
  } catch {
    return NO_ANSWER;
  }
}

/** A database that hangs is one that does not answer. */
async function within(patienceMs: number, answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(resolve, patienceMs, NO_ANSWER);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** Many balancers may ask: they share one look per second. */
function keep(clock: Clock, look: () => Promise<Answer>): () => Promise<Answer> {
  let kept: { answer: Promise<Answer>; at: number } | undefined;
  return () => {
    const now = clock.now().getTime();
    if (!kept || Math.abs(now - kept.at) >= KEPT_MS) kept = { answer: look(), at: now };
    return kept.answer;
  };
}
