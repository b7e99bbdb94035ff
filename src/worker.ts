import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { createVisibility } from './kernel/commands/visibility.ts';
import { type Database, openDatabase } from './kernel/db/index.ts';
import { newId } from './kernel/ids.ts';
import type { Job, JobContext } from './kernel/jobs/job.ts';
import { type JobRunner, startRunner } from './kernel/jobs/runner.ts';
import { type JobServices, runHere } from './kernel/jobs/tasks.ts';
import { createOutbound } from './kernel/outbound/outbound.ts';
import { createVault } from './kernel/vault/vault.ts';
import { createProgram, type Program } from './program.ts';

type Parts = { program: Program; database: Database; clock: Clock; log: Logger; config: Config };

/** What jobs perform commands with: the same parts as the server's. */
export const jobServices = (parts: Parts): JobServices => {
  const { program, database, clock, log, config } = parts;
  return {
    database,
    clock,
    log,
    registry: program.registry,
    visibility: createVisibility(program.model),
    issuers: [config.tokens.issuer],
    outbound: createOutbound({ networks: config.webhookNetworks }),
    limits: { webhookEndpoints: config.webhookEndpoints },
    vault: createVault(config.keyEncryptionKeys, {
      suite: config.suite,
      columns: program.digestColumns,
    }),
    // The journal and job_run tell what jobs did; the worker has no metrics of its own.
    countCommand: () => undefined,
    settings: config.jobs,
  };
};

export type ForEach = (context: JobContext) => Promise<void>;

type Here = { config: Config; url: string; log: Logger; commands: readonly string[] };

/** Does something for each institution as its system actor, which may perform these commands. */
export async function withInstitutions(here: Here, work: ForEach): Promise<void> {
  const { config, url, log, commands } = here;
  const database = openAs(config, url, log);
  try {
    const program = createProgram();
    const services = jobServices({ program, database, clock: systemClock, log, config });
    const job: Job = {
      name: 'operator.work',
      title: { en: 'Done by the operator', zh: '运维操作' },
      kinds: ['BANK', 'GOVERNMENT', 'REGULATOR', 'OPERATOR'],
      commands,
      async run(context) {
        await work(context);
        return {};
      },
    };
    await runHere(services, job, newId());
  } finally {
    await database.close();
  }
}

const LANES = 2;
const POOL = 4;
const STREAMS = 2;

function openAs(config: Config, url: string, log: Logger): Database {
  return openDatabase({
    ...config.database,
    url,
    readLanes: LANES,
    poolSize: POOL,
    streamPoolSize: STREAMS,
    onError: (error) => log.error({ err: error }, 'database connection'),
  });
}

/** Opens the database as the worker and works off its jobs until stopped. */
export async function startWorker(config: Config, url: string, log: Logger): Promise<JobRunner> {
  const database = openAs(config, url, log);
  try {
    const program = createProgram();
    const services = jobServices({ program, database, clock: systemClock, log, config });
    const runner = await startRunner({ url, services, jobs: program.jobs });
    const loops = program.loops.map((loop) => loop.start(services));
    return {
      ended: runner.ended,
      async stop() {
        await Promise.all([runner.stop(), ...loops.map((loop) => loop.stop())]);
        services.outbound.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
