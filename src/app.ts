import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import mercurius from 'mercurius';
import type { Logger } from 'pino';
import type { Actor } from './kernel/auth/actor.ts';
import type { Clock } from './kernel/clock.ts';
import { createVisibility } from './kernel/commands/visibility.ts';
import type { Database } from './kernel/db/index.ts';
import { createBudget } from './kernel/graphql/budget.ts';
import { createDocuments } from './kernel/graphql/documents.ts';
import { attachResolvers, reportCosts } from './kernel/graphql/resolvers.ts';
import { registerGraphql } from './kernel/graphql/route.ts';
import { loadTrusted } from './kernel/graphql/trusted.ts';
import { checkCatalogue } from './kernel/queries/catalogue-check.ts';
import { registerBatch } from './kernel/rest/batch.ts';
import { collectionsOf } from './kernel/rest/collections.ts';
import { registerDocuments } from './kernel/rest/documents.ts';
import { registerNouns } from './kernel/rest/nouns.ts';
import { registerVerbs } from './kernel/rest/verbs.ts';
import { createVault } from './kernel/vault/vault.ts';
import { createProgram } from './program.ts';

export type AppOptions = {
  database: Database;
  clock: Clock;
  log: Logger;
  keyEncryptionKey: Buffer;
  /** Off in production: the published SDL is the documentation. */
  introspection: boolean;
  jit: boolean;
  bodyLimitBytes: number;
  /** The most an ad-hoc document may cost, and each client's refilling budget. */
  maxCost: number;
  budget: { maximum: number; restoreRate: number };
  authenticate(header: string | undefined): Promise<Actor>;
};

/** Builds the app over an open database; it does not listen. Refuses to boot on a broken contract. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { database, clock, log } = options;
  const program = createProgram();
  const { registry, reads, model } = program;
  const faults = await checkCatalogue(model, database.pipeline);
  if (faults.length > 0)
    throw new Error(`the schema and the database disagree:\n${faults.join('\n')}`);
  const services = {
    database,
    pipeline: database.pipeline,
    clock,
    log,
    registry,
    reads,
    model,
    vault: createVault(options.keyEncryptionKey),
    visibility: createVisibility(model),
    authenticate: options.authenticate,
  };
  attachResolvers(services);
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    bodyLimit: options.bodyLimitBytes,
  });
  await app.register(mercurius, { schema: model.schema, routes: false, jit: options.jit ? 1 : 0 });
  const documents = { model, introspection: options.introspection };
  registerGraphql(app, {
    ...services,
    documents: createDocuments(documents),
    trusted: loadTrusted(documents),
    budget: createBudget({ clock, ...options.budget }),
    maxCost: options.maxCost,
    reportCosts: reportCosts(reads),
  });
  registerNouns(app, services);
  registerVerbs(app, services, collectionsOf(model));
  registerBatch(app, services);
  registerDocuments(app, program);
  return app;
}
