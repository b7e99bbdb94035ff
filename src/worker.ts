import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { createVisibility } from './kernel/commands/visibility.ts';
import { type Database, openDatabase } from './kernel/db/index.ts';
import { type JobRunner, startRunner } from './kernel/jobs/runner.ts';
import type { JobServices } from './kernel/jobs/tasks.ts';
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
    vault: createVault(Buffer.from(config.keyEncryptionKey, 'base64')),
    // The journal and job_run tell what jobs did; the worker has no metrics of its own.
    countCommand: () => undefined,
    settings: config.jobs,
  };
};

const LANES = 2;
const POOL = 4;
const STREAMS = 2;

/** Opens the database as the worker and works off its jobs until stopped. */
export async function startWorker(config: Config, url: string, log: Logger): Promise<JobRunner> {
  const database = openDatabase({
    ...config.database,
    url,
    readLanes: LANES,
    poolSize: POOL,
    streamPoolSize: STREAMS,
    onError: (error) => log.error({ err: error }, 'database connection'),
  });
  try {
    const program = createProgram();
    const services = jobServices({ program, database, clock: systemClock, log, config });
    const runner = await startRunner({ url, services, jobs: program.jobs });
    return {
      ended: runner.ended,
      async stop() {
        await runner.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
