import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import mercurius from 'mercurius';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Authenticator } from './kernel/auth/tokens.ts';
import type { Clock } from './kernel/clock.ts';
import { createVisibility } from './kernel/commands/visibility.ts';
import type { Database } from './kernel/db/index.ts';
import { createBudget } from './kernel/graphql/budget.ts';
import { createDocuments } from './kernel/graphql/documents.ts';
import { attachResolvers, reportCosts } from './kernel/graphql/resolvers.ts';
import { registerGraphql } from './kernel/graphql/route.ts';
import { loadTrusted } from './kernel/graphql/trusted.ts';
import { type Admission, registerAdmission } from './kernel/http/admission.ts';
import { registerDocsPages } from './kernel/http/docs-pages.ts';
import { registerDraining } from './kernel/http/draining.ts';
import { registerFormatPages } from './kernel/http/format-pages.ts';
import {
  registerAdmissionMetrics,
  registerDatabaseMetrics,
  registerJournalMetrics,
} from './kernel/http/gauges.ts';
import { registerHeaders } from './kernel/http/headers.ts';
import { registerHealth } from './kernel/http/health.ts';
import { registerLimits } from './kernel/http/limits.ts';
import { createMetrics, type Metrics, registerMetrics } from './kernel/http/metrics.ts';
import { registerProblemPages } from './kernel/http/problem-pages.ts';
import { registerProblems } from './kernel/http/problems.ts';
import { serverOptions } from './kernel/http/server-options.ts';
import { registerJobMetrics } from './kernel/jobs/health.ts';
import { createOutbound } from './kernel/outbound/outbound.ts';
import { checkCatalogue } from './kernel/queries/catalogue-check.ts';
import type { Model } from './kernel/queries/model.ts';
import { registerBatch } from './kernel/rest/batch.ts';
import { collectionsOf } from './kernel/rest/collections.ts';
import { registerDocuments } from './kernel/rest/documents.ts';
import { registerNouns } from './kernel/rest/nouns.ts';
import { registerVerbs } from './kernel/rest/verbs.ts';
import { createVault } from './kernel/vault/vault.ts';
import { registerCalendarMetrics } from './modules/calendar/index.ts';
import { institutionsBehind } from './modules/institutions/index.ts';
import { registerWebhookMetrics } from './modules/webhooks/index.ts';
import { createProgram } from './program.ts';

export type AppOptions = {
  database: Database;
  clock: Clock;
  log: Logger;
  config: Config;
  authenticator: Authenticator;
  /** True once the process has been told to stop. */
  isDraining?: () => boolean;
};

/** The most an ad-hoc document may cost in rows, and each client's budget, refilled by the second. */
const MAX_COST = 10_000;
const BUDGET = { maximum: 1_000_000, restoreRate: 50_000 };

/** Builds the app over an open database; it does not listen. Refuses to boot on a broken contract. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { database, clock, log, config, authenticator } = options;
  const program = createProgram();
  const { registry, reads, model } = program;
  await agree(model, database);
  const metrics = metricsOf(database, clock);
  const app: FastifyInstance = Fastify({
    ...serverOptions(config),
    loggerInstance: log as FastifyBaseLogger,
  });
  const { admit } = await registerEdge(app, options, metrics);
  const services = {
    database,
    pipeline: database.pipeline,
    logOrigin: config.journal.origin,
    clock,
    log,
    registry,
    reads,
    model,
    vault: createVault(config.keyEncryptionKeys, {
      suite: config.suite,
      columns: program.digestColumns,
    }),
    visibility: createVisibility(model),
    issuers: [config.tokens.issuer],
    outbound: createOutbound({ networks: config.webhookNetworks }),
    limits: { webhookEndpoints: config.webhookEndpoints },
    authenticate: authenticator.authenticate,
    countCommand: metrics.countCommand,
    admit,
  };
  attachResolvers(services);
  await app.register(mercurius, {
    schema: model.schema,
    routes: false,
    jit: config.graphql.jit ? 1 : 0,
    // The route shapes errors itself; mercurius's own formatter forgets what they came from.
    errorFormatter: ({ data = null, errors }) => ({ statusCode: 200, response: { data, errors } }),
  });
  const documents = { model, introspection: config.graphql.graphiql };
  registerGraphql(app, {
    ...services,
    documents: createDocuments(documents),
    trusted: loadTrusted(documents),
    budget: createBudget({ clock, ...BUDGET }),
    maxCost: MAX_COST,
    reportCosts: reportCosts(reads),
  });
  registerNouns(app, services);
  registerVerbs(app, services, collectionsOf(model));
  registerBatch(app, services);
  for (const { register } of program.publicApis) register(app, services);
  for (const { register } of program.fileApis) register(app, services);
  registerFormatPages(app, program.formats);
  registerDocuments(app, program);
  return app;
}

function metricsOf(database: Database, clock: Clock): Metrics {
  const metrics = createMetrics();
  registerJobMetrics(metrics, database.figures);
  registerJournalMetrics(metrics, database.figures);
  registerWebhookMetrics(metrics, database.figures);
  registerCalendarMetrics(metrics, { pipeline: database.figures, clock });
  registerDatabaseMetrics(metrics, database);
  metrics.gauge(
    'jingtian_institutions_with_new_permissions',
    'Institutions that have yet to decide about permissions this version offers to roles',
    () => institutionsBehind(database.figures),
  );
  return metrics;
}

async function agree(model: Model, database: Database): Promise<void> {
  const faults = await checkCatalogue(model, database.pipeline);
  if (faults.length === 0) return;
  throw new Error(`the schema and the database disagree:\n${faults.join('\n')}`);
}

/** More than one for each connection, so that none waits for the next request. */
const LEAST_PER_LANE = 8;
const LEAST_PER_CONNECTION = 2;

function placesOf({ inFlight: most, database }: Config) {
  const read = Math.min(most.read, database.readLanes * LEAST_PER_LANE);
  const write = Math.min(most.write, database.poolSize * LEAST_PER_CONNECTION);
  return { most, least: { read, write } };
}

/** What surrounds every route: problems, headers, limits, health, metrics and the dev pages. */
async function registerEdge(
  app: FastifyInstance,
  { database, clock, config, authenticator, isDraining }: AppOptions,
  metrics: Metrics,
): Promise<Admission> {
  registerProblems(app);
  await registerHeaders(app, config);
  const draining = registerDraining(app, isDraining);
  const admission = registerAdmission(app, { ...placesOf(config), isDraining: draining });
  registerAdmissionMetrics(metrics, admission);
  await registerLimits(app, { ...config, recognise: authenticator.recognise });
  registerHealth(app, { pool: database.probe, clock, isDraining: draining });
  registerMetrics(app, {
    metrics,
    token: config.metricsToken,
    production: config.environment === 'production',
  });
  registerProblemPages(app);
  if (config.graphql.graphiql) registerDocsPages(app);
  return admission;
}
