import { EventEmitter } from 'node:events';
import { Logger, run, runOnce, type TaskList, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Logger as Log } from 'pino';
import { cronItem, cronItems } from './cron.ts';
import type { Job } from './job.ts';
import { holdAlive, releaseOrphans } from './orphans.ts';
import { type JobServices, jobTasks } from './tasks.ts';

export type RunnerOptions = {
  /** Login of a member of jingtian_worker, directly or through a session-mode pooler. */
  url: string;
  services: JobServices;
  jobs: readonly Job[];
  /** How many jobs run at once in this process. */
  concurrency?: number;
};

export type JobRunner = {
  /** Rejects when the runner ends by itself. */
  ended: Promise<void>;
  /** Starts no more jobs, lets those that run end, and closes the connections. */
  stop(): Promise<void>;
};

const CONCURRENCY = 2;
/** One listens for new jobs, one keeps time. */
const SPARE_CONNECTIONS = 2;
const ABORT_AFTER_MS = 5_000;
const BEAT = 'worker.beat';
const TIDY = 'worker.tidy';

/** What was given up stays for a week in the queue's own table; job_run keeps it for good. */
const FORGET_FAILED = `delete from graphile_worker._private_jobs
where attempts >= max_attempts and locked_at is null and updated_at < now() - interval '7 days'`;

/** Works off the queue and keeps the jobs' times until stopped. Any number may run side by side. */
export async function startRunner(options: RunnerOptions): Promise<JobRunner> {
  const pool = openPool(options);
  const events: WorkerEvents = new EventEmitter();
  holdAlive(events);
  try {
    const runner = await run({
      ...settingsOf(options, pool),
      events,
      taskList: tasksOf(options),
      parsedCronItems: [
        cronItem({ name: BEAT, cron: '* * * * *', backfill: false }),
        cronItem({ name: TIDY, cron: '15 4 * * *' }),
        ...cronItems(options.jobs),
      ],
    });
    return {
      ended: runner.promise,
      async stop() {
        await runner.stop();
        await pool.end();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** Puts a job in for every institution, as its time would. */
export async function callJob({ url }: RunnerOptions, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select graphile_worker.add_job($1, job_key => $1)', [name]);
  } finally {
    await client.end();
  }
}

/** Works off everything that is due, and returns. */
export async function runDue(options: RunnerOptions): Promise<void> {
  const pool = openPool(options);
  try {
    await runOnce({ ...settingsOf(options, pool), taskList: tasksOf(options) });
  } finally {
    await pool.end();
  }
}

const tasksOf = ({ services, jobs }: RunnerOptions): TaskList => ({
  ...jobTasks(services, jobs),
  // Keeps time, which the metrics watch, and frees what workers that died had taken.
  [BEAT]: async (_payload, { withPgClient }) => withPgClient(releaseOrphans),
  [TIDY]: async (_payload, { query }) => void (await query(FORGET_FAILED)),
});

const settingsOf = ({ services, concurrency = CONCURRENCY }: RunnerOptions, pool: pg.Pool) => ({
  pgPool: pool,
  logger: loggerOver(services.log),
  preset: {
    worker: { concurrentJobs: concurrency, gracefulShutdownAbortTimeout: ABORT_AFTER_MS },
  },
  // The program ends itself, in its own order.
  noHandleSignals: true,
});

function openPool({ url, services, concurrency = CONCURRENCY }: RunnerOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: concurrency + SPARE_CONNECTIONS,
    application_name: 'jingtian worker',
    keepAlive: true,
    options: '-c TimeZone=UTC',
  });
  const onError = (error: Error): void =>
    services.log.warn({ err: error }, 'the worker lost a connection');
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

const LEVELS = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;

/** Only the words: what graphile-worker adds may hold a payload or an error as it was thrown. */
const loggerOver = (log: Log): Logger =>
  new Logger(() => (level, message) => {
    log[LEVELS[level as keyof typeof LEVELS] ?? 'debug']({ from: 'queue' }, message);
  });
