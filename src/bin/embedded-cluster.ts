import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Installation, run } from './embedded-binaries.ts';

/** The secrets of one data folder and the port it last used, kept in `postgres.json`. */
export type Passwords = {
  owner: string;
  api: string;
  sequencer: string;
  worker: string;
  port: number;
};

/** One cluster on disk, whether it runs or not. */
export type Cluster = {
  installation: Installation;
  /** What Postgres calls the data directory. */
  folder: string;
  logFile: string;
  /** Our file with the passwords, in the data folder of the program. */
  passwordFile: string;
  passwords: Passwords;
};

export const OWNER = 'jingtian_owner';
export const HOST = '127.0.0.1';
const PRIVATE = 0o600;
const LOG_TAIL_BYTES = 2_000;

/** For one small machine that also runs the API: short statements, no JIT, an SSD. */
const SETTINGS: Record<string, string> = {
  listen_addresses: HOST,
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

const freePort = (preferred: number): Promise<number> =>
  new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', (error) => (preferred === 0 ? fail(error) : done(freePort(0))));
    probe.listen(preferred, HOST, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => done(port));
    });
  });

/**
 * Reads the passwords of a data folder, or makes them on its first use. The file appears before
 * the cluster does: of two first starts at once, both go on with the same passwords.
 */
export const readPasswords = async (path: string, folder: string): Promise<Passwords> => {
  if (!existsSync(path) && existsSync(folder)) {
    throw new Error(
      `${path} is gone, and with it the passwords of the database in ${folder}. Put the file ` +
        'back, or remove that folder to start with an empty database. ' +
        `密码文件 ${path} 已丢失:请恢复该文件,或删除 ${folder} 以空库重新开始。`,
    );
  }
  const secret = () => randomBytes(24).toString('base64url');
  const fresh = { owner: secret(), api: secret(), sequencer: secret(), worker: secret(), port: 0 };
  await writeFile(path, JSON.stringify(fresh), { mode: PRIVATE, flag: 'wx' }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  // A folder from before there was a worker has no password for it; the start saves this one.
  return { worker: fresh.worker, ...JSON.parse(await readFile(path, 'utf8')) };
};

const savePort = async ({ passwordFile, passwords }: Cluster): Promise<void> => {
  await writeFile(`${passwordFile}.new`, JSON.stringify(passwords), { mode: PRIVATE });
  await rename(`${passwordFile}.new`, passwordFile);
};

const give = async (path: string, { uid, gid }: Installation['runAs']): Promise<void> => {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
};

/** Built beside its place and moved there when whole, so that an interrupted start leaves none. */
export const createCluster = async ({ installation, folder, passwords }: Cluster) => {
  const { initdb, runAs } = installation;
  const partial = await mkdtemp(`${folder}.partial-`);
  const secret = `${partial}.password`;
  await give(partial, runAs);
  await writeFile(secret, passwords.owner, { mode: PRIVATE });
  await give(secret, runAs);
  try {
    const identity = ['-U', OWNER, '--auth=scram-sha-256', `--pwfile=${secret}`];
    const text = ['--encoding=UTF8', '--locale=C'];
    const provider = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const args = ['-D', partial, ...identity, ...text, ...provider];
    const { code, output } = await run(initdb, args, runAs);
    if (code !== 0) throw new Error(`initdb failed: ${output}`);
    await rename(partial, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
    await rm(secret, { force: true });
  }
};

/** True while the process named in the cluster's own pid file lives. */
export const isRunning = async ({ installation, folder }: Cluster): Promise<boolean> =>
  (await run(installation.pgCtl, ['status', '-D', folder], installation.runAs)).code === 0;

/** The fourth line of Postgres's pid file; nothing while the server is not that far yet. */
export const runningPort = async ({ folder }: Cluster): Promise<number | undefined> => {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
  return Number(text.split('\n')[3]) || undefined;
};

const failedToStart = async (logFile: string, output: string): Promise<Error> => {
  const log = await readFile(logFile, 'utf8').catch(() => '');
  const tail = log.slice(-LOG_TAIL_BYTES);
  return new Error(
    `PostgreSQL did not start (内嵌 PostgreSQL 启动失败). ${output}\n${logFile}:\n${tail}`,
  );
};

/** Starts the server on its port of last time, or on a free one when that is taken. */
export const startCluster = async (
  cluster: Cluster,
  settings: Record<string, string>,
): Promise<void> => {
  const { installation, folder, logFile, passwords } = cluster;
  passwords.port = await freePort(passwords.port);
  await savePort(cluster);
  const flags = Object.entries({ ...SETTINGS, ...settings, port: String(passwords.port) });
  const options = flags.map(([name, value]) => `-c ${name}=${value}`).join(' ');
  await (await open(logFile, 'a', PRIVATE)).close();
  await give(logFile, installation.runAs);
  const { code, output } = await run(
    installation.pgCtl,
    ['start', '-s', '-w', '-D', folder, '-l', logFile, '-o', options],
    installation.runAs,
  );
  if (code !== 0 && !(await isRunning(cluster))) throw await failedToStart(logFile, output);
};

/** Ends sessions, rolls back what they had open and stops the server; fine when it is stopped. */
export const stopCluster = async ({ installation, folder }: Cluster): Promise<void> => {
  const args = ['stop', '-s', '-w', '-m', 'fast', '-D', folder];
  const { code, output } = await run(installation.pgCtl, args, installation.runAs);
  if (code !== 0 && existsSync(join(folder, 'postmaster.pid'))) {
    throw new Error(`PostgreSQL did not stop. ${output}`);
  }
};
