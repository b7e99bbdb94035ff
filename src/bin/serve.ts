import closeWithGrace from 'close-with-grace';
import { ConfigError, loadConfig } from '../config.ts';
import { startServer } from '../server.ts';

/** The server alone, on DATABASE_URL: what the container runs. Any number may run side by side. */
const DRAIN_LIMIT_MS = 15_000;

try {
  const config = loadConfig(process.env, 'serve');
  if (!config.database.url) {
    throw new ConfigError([
      {
        variable: 'DATABASE_URL',
        en: 'Is not set. npm start brings a database of its own.',
        zh: '未设置。npm start 会自带内嵌数据库。',
      },
    ]);
  }
  const server = await startServer(config, config.database.url);
  closeWithGrace({ delay: config.shutdownNoticeMs + DRAIN_LIMIT_MS, logger: false }, () =>
    server.close(),
  );
  console.log(`Ready: ${server.address}`);
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
