import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { freemem, homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../src/bin/embedded-postgres.ts';
import { isAlive } from './postgres.ts';
import { dropDatabases, prepareServer } from './template.ts';

/**
 * The program that keeps one database server for one run of the tests. It ends with the run: on
 * SIGTERM, or when the runner is gone however it ended.
 */
type Running = { adminUrl: string; stop(): Promise<void> };

const WATCH_MS = 300;
const IMAGE = 'postgres:17';
/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm';
const MEMORY_NEEDED = 4 * 2 ** 30;

/** Nothing in a test database has to survive a power cut. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '256MB',
  log_min_error_statement: 'panic',
  log_min_messages: 'fatal',
};

const dockerIsLikely = (): boolean =>
  Boolean(process.env.DOCKER_HOST) ||
  ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')].some(existsSync);

const startContainer = async (): Promise<Running | undefined> => {
  if (!dockerIsLikely()) return undefined;
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const flags = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    const container = await new PostgreSqlContainer(IMAGE)
      .withCommand(['postgres', ...flags])
      .withTmpFs({ '/var/lib/postgresql/data': 'rw' })
      .start();
    const stop = async () => {
      await container.stop();
    };
    return { adminUrl: container.getConnectionUri(), stop };
  } catch {
    // Docker that does not answer, or has no way to the image: the embedded server needs neither.
    return undefined;
  }
};

/** Cloning the template makes some thousand files, which costs ten times less in memory than on disk. */
const parentOfData = async (): Promise<string> => {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }));
  return Math.min(bavail * bsize, freemem()) < MEMORY_NEEDED ? tmpdir() : MEMORY;
};

const startEmbedded = async (): Promise<Running> => {
  const folder = await mkdtemp(join(await parentOfData(), 'jingtian-test-data-'));
  await chmod(folder, 0o711);
  const server = await startServer(folder, { settings: SETTINGS });
  const { home } = server.cluster.installation;
  const stop = async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  };
  return { adminUrl: server.adminUrl, stop };
};

const startAny = async (): Promise<Running> => {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { adminUrl: given, stop: async () => undefined };
  return (await startContainer()) ?? startEmbedded();
};

const endOfRun = (runner: number): Promise<void> =>
  new Promise((resolve) => {
    process.on('SIGTERM', resolve);
    process.on('SIGINT', resolve);
    const timer = setInterval(() => {
      if (isAlive(runner)) return;
      clearInterval(timer);
      resolve();
    }, WATCH_MS);
  });

const write = async (path: string, text: string): Promise<void> => {
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
};

const keep = async (runner: number, folder: string): Promise<void> => {
  const ended = endOfRun(runner);
  await write(join(folder, 'keeper.pid'), String(process.pid));
  const prefix = `jingtian_test_${randomBytes(4).toString('hex')}_`;
  const running = await startAny();
  try {
    const server = { ...(await prepareServer(running.adminUrl)), prefix };
    await write(join(folder, 'server.json'), JSON.stringify(server));
    await ended;
    await dropDatabases(running.adminUrl, prefix);
  } finally {
    await running.stop();
  }
};

const [runner, folder] = process.argv.slice(2);
if (!runner || !folder) throw new Error('usage: keep-postgres.ts <pid of the runner> <folder>');
try {
  await keep(Number(runner), folder);
  await rm(folder, { recursive: true, force: true });
  process.exit(0);
} catch (error) {
  await write(join(folder, 'failure.txt'), error instanceof Error ? `${error.stack}` : `${error}`);
  process.exit(1);
}
