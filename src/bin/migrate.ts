import { ConfigError, loadConfig } from '../config.ts';
import { ensureLogin, type GroupRole, migrate } from '../kernel/db/migrate.ts';
import { startEmbedded } from './embedded-postgres.ts';

/**
 * Brings the database up to date as its owner, then gives the roles of DATABASE_URL,
 * SEQUENCER_DATABASE_URL and WORKER_DATABASE_URL their login, password and privileges. Without OWNER_DATABASE_URL it does
 * the same to the embedded database.
 */
const log = (line: string): void => console.log(line);

const loginOf = (url: string, group: GroupRole) => {
  const { username, password } = new URL(url);
  return { name: decodeURIComponent(username), password: decodeURIComponent(password), group };
};

const migrateAll = async (): Promise<void> => {
  const { database, dataDir } = loadConfig(process.env, 'migrate');
  if (!database.ownerUrl) {
    const embedded = await startEmbedded(dataDir, { log });
    await embedded.stop();
    return log(`the embedded database in ${embedded.home} is up to date (内嵌数据库已是最新)`);
  }
  const applied = await migrate(database.ownerUrl, { log });
  const logins = [
    ...(database.url ? [loginOf(database.url, 'jingtian_api')] : []),
    ...(database.sequencerUrl ? [loginOf(database.sequencerUrl, 'jingtian_sequencer')] : []),
    ...(database.workerUrl ? [loginOf(database.workerUrl, 'jingtian_worker')] : []),
  ];
  for (const login of logins) {
    await ensureLogin(database.ownerUrl, login);
    log(`role ${login.name} may log in as ${login.group}`);
  }
  log(`${applied.length} migrations applied; the database is up to date (数据库已是最新)`);
};

try {
  await migrateAll();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
