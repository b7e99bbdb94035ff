import Fastify, { type FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { logOptions } from '../../../src/kernel/http/logging.ts';
import { registerProblems } from '../../../src/kernel/http/problems.ts';
import { serverOptions } from '../../../src/kernel/http/server-options.ts';

type Teardown = { teardown(end: () => unknown): void };

export type Bare = { app: FastifyInstance; lines: Record<string, unknown>[]; log: string[] };

export type BareOptions = { bodyLimitBytes?: number; trustedProxies?: string[] };

/** An app with the platform's options and problems, and nothing else; its log is kept. */
export function bareApp(t: Teardown, options: BareOptions = {}): Bare {
  const log: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => {
    log.push(line);
    lines.push(JSON.parse(line));
  };
  const logger: Logger = pino(logOptions('info'), { write });
  const app = Fastify({
    loggerInstance: logger,
    ...serverOptions({ bodyLimitBytes: 1_024, trustedProxies: [], ...options }),
  }) as unknown as FastifyInstance;
  registerProblems(app);
  t.teardown(() => app.close());
  return { app, lines, log };
}
