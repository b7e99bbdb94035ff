import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { openDevelopmentIssuer } from './kernel/auth/development-issuer.ts';
import { type Issuer, remoteIssuer } from './kernel/auth/issuers.ts';
import { createAuthenticator } from './kernel/auth/tokens.ts';
import { systemClock } from './kernel/clock.ts';
import { type Database, openDatabase } from './kernel/db/index.ts';
import { listen } from './kernel/http/listen.ts';
import { logOptions } from './kernel/http/logging.ts';
import { institutionsBehind } from './modules/institutions/index.ts';

/** Connections for exports and health checks. */
const STREAM_POOL = 4;

export type RunningServer = { address: string; app: FastifyInstance; close(): Promise<void> };

/** Opens the database, builds the app and listens; `close` drains before it lets go. */
export async function startServer(config: Config, url: string): Promise<RunningServer> {
  const log = pino(logOptions(config.logLevel));
  const database = openDatabase({
    url,
    listenUrl: config.database.listenUrl,
    pollMs: config.database.pollMs,
    readLanes: config.database.readLanes,
    poolSize: config.database.poolSize,
    streamPoolSize: STREAM_POOL,
    statementTimeoutMs: config.database.statementTimeoutMs,
    lockTimeoutMs: config.database.lockTimeoutMs,
    commitPatienceMs: config.database.commitPatienceMs,
    namedStatements: config.database.namedStatements,
    onError: (error) => log.error({ err: error }, 'database connection'),
  });
  let isStopping = false;
  try {
    await database.requireSettings();
    const app = await buildApp({
      isDraining: () => isStopping,
      database,
      clock: systemClock,
      log,
      config,
      authenticator: createAuthenticator({
        issuers: [await issuerOf(config, log)],
        audience: config.tokens.audience,
        pipeline: database.pipeline,
        clock: systemClock,
      }),
    });
    await noticeNewPermissions(database, log);
    const address = await listen(app, { host: config.host, port: config.port });
    return {
      address,
      app,
      async close() {
        isStopping = true;
        // Balancers look at /readyz meanwhile, and every answer tells its caller to go elsewhere.
        await pause(config.shutdownNoticeMs);
        await app.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Migrations never touch what an institution decides: who may do what is its people's word. */
async function noticeNewPermissions({ pipeline }: Database, log: Logger): Promise<void> {
  const institutions = await institutionsBehind(pipeline);
  if (institutions === 0) return;
  log.warn({ institutions }, 'this version offers permissions to roles that nobody decided about');
}

async function issuerOf(config: Config, log: Logger): Promise<Issuer> {
  const { issuer, jwksUrl } = config.tokens;
  if (!jwksUrl) return (await openDevelopmentIssuer(config)).issuer;
  return remoteIssuer({
    issuer,
    jwksUrl,
    onError: (error: Error) => log.error({ err: error }, 'issuer keys'),
  });
}
