import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startCluster } from '../../src/bin/embedded-cluster.ts';
import { startServer } from '../../src/bin/embedded-postgres.ts';
import type { TestDatabase } from '../helpers/database.ts';
import { dropDatabase, prepareServer, urlTo, withClient } from '../helpers/template.ts';

/** A Postgres of its own, to be mistreated. */
export type TortureCluster = {
  adminUrl: string;
  /** A copy of a database that nobody is connected to; by default a migrated one with nothing in it. */
  create(template?: string): Promise<TestDatabase>;
  drop(database: TestDatabase): Promise<void>;
  /** Ends the postmaster and every process of it at once, as the loss of its machine would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Commits are durable against every fault these runs make: processes die, machines' memories do
 * not. `fsync` is left on only where a run says so.
 */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'on',
  max_connections: '120',
  shared_buffers: '64MB',
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
};
const POLL_MS = 10;

export async function openTortureCluster(
  parent = tmpdir(),
  settings: Record<string, string> = {},
): Promise<TortureCluster> {
  const folder = await mkdtemp(join(parent, 'jingtian-torture-'));
  await chmod(folder, 0o711);
  const all = { ...SETTINGS, ...settings };
  const server = await startServer(folder, { settings: all });
  const { cluster, adminUrl } = server;
  const prepared = await prepareServer(adminUrl);
  return {
    adminUrl,
    async create(template = prepared.template) {
      const name = `torture_${randomBytes(4).toString('hex')}`;
      const text = `create database ${name} template ${template}`;
      await withClient(adminUrl, (client) => client.query(text));
      const url = (login?: { name: string; password: string }) =>
        urlTo(adminUrl, { database: name, ...(login ? { login } : {}) });
      return {
        name,
        ownerUrl: url(),
        url: url(prepared.api),
        sequencerUrl: url(prepared.sequencer),
        workerUrl: url(prepared.worker),
      };
    },
    drop: ({ name }) => withClient(adminUrl, (client) => dropDatabase(client, name)),
    async kill() {
      const pidFile = join(cluster.folder, 'postmaster.pid');
      await killTree(pidFile);
      await rm(pidFile, { force: true });
    },
    start: () => startCluster(cluster, all),
    async stop() {
      await server.stop();
      await rm(cluster.installation.home, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The postmaster first, so that it starts no new children. */
async function killTree(pidFile: string): Promise<void> {
  const postmaster = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
  process.kill(postmaster, 'SIGSTOP');
  const path = `/proc/${postmaster}/task/${postmaster}/children`;
  const children = (await readFile(path, 'utf8')).split(' ').map(Number).filter(Boolean);
  const all = [postmaster, ...children];
  for (const pid of all) kill(pid);
  while (all.some(isRunning)) await pause(POLL_MS);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone by itself meanwhile.
  }
}

/** One that nobody has buried yet does nothing any more. */
const isRunning = (pid: number): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
