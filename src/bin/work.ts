import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import { ConfigError, loadConfig } from '../config.ts';
import { logOptions } from '../kernel/http/logging.ts';
import { startWorker } from '../worker.ts';

/**
 * The worker as a process of its own, on WORKER_DATABASE_URL: it runs the background jobs of every
 * institution. Any number may run side by side.
 */
const STOP_LIMIT_MS = 15_000;

async function run(): Promise<void> {
  const config = loadConfig(process.env, 'work');
  const { workerUrl } = config.database;
  if (!workerUrl) {
    throw new ConfigError([
      {
        variable: 'WORKER_DATABASE_URL',
        en: 'Is not set. npm start runs the jobs of the embedded database by itself.',
        zh: '未设置。内嵌数据库的作业由 npm start 自行执行。',
      },
    ]);
  }
  const log = pino(logOptions(config.logLevel));
  const worker = await startWorker(config, workerUrl, log);
  const grace = closeWithGrace({ delay: STOP_LIMIT_MS, logger: false }, async ({ err }) => {
    if (err) log.fatal({ err }, 'the worker stops');
    await worker.stop();
  });
  worker.ended.catch((error: Error) => {
    log.fatal({ err: error }, 'the worker ended by itself');
    // A supervisor must see that this was no orderly end.
    process.exitCode = 1;
    grace.close();
  });
  log.info({}, 'the worker is running');
}

try {
  await run();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
