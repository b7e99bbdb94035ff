import { loadConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/kernel/db/index.ts';
import type { Job } from '../../src/kernel/jobs/job.ts';
import { callJob, type RunnerOptions, runDue } from '../../src/kernel/jobs/runner.ts';
import { createProgram } from '../../src/program.ts';
import { jobServices } from '../../src/worker.ts';
import { quietLog, TEST_KEY, type TestApp } from './app.ts';

type Teardown = { teardown(end: () => unknown): void };

/** A real worker on a test's database, with the test's clock. */
export type TestWorker = {
  options: RunnerOptions;
  /** Calls a job as its time would, and works off everything that is due. */
  run(job: string): Promise<void>;
  /** Works off everything that is due. */
  due(): Promise<void>;
};

/** `jobs` beside those of the program, and settings of its own. */
export type Apart = { jobs?: readonly Job[]; env?: Record<string, string> };

export function testWorker(t: Teardown, app: TestApp, { jobs = [], env }: Apart = {}): TestWorker {
  const config = loadConfig({
    NODE_ENV: 'test',
    KEY_ENCRYPTION_KEY: TEST_KEY.toString('base64'),
    ...env,
  });
  const database = openDatabase({
    ...config.database,
    url: app.workerUrl,
    readLanes: 1,
    poolSize: 3,
    streamPoolSize: 1,
    onError: () => undefined,
  });
  t.teardown(() => database.close());
  const program = createProgram();
  const { clock } = app;
  const services = jobServices({ program, database, clock, log: quietLog, config });
  const options = { url: app.workerUrl, services, jobs: [...program.jobs, ...jobs] };
  return {
    options,
    async run(job) {
      await callJob(options, job);
      await runDue(options);
    },
    due: () => runDue(options),
  };
}
