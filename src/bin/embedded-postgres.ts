import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { ensureLogin, migrate } from '../kernel/db/migrate.ts';
import { findInstallation, SERVER_ENVIRONMENT } from './embedded-binaries.ts';
import * as disk from './embedded-cluster.ts';

type Cluster = disk.Cluster;

/** `settings` are server settings that replace or extend the built-in ones. */
export type EmbeddedOptions = {
  log?: (line: string) => void;
  settings?: Record<string, string>;
};

/** A running server without a database of ours. */
export type EmbeddedServer = {
  /** Of the superuser, to the database `postgres`. */
  adminUrl: string;
  cluster: Cluster;
  /** Ends all connections and the server; resolves when the files are safe. May be repeated. */
  stop(): Promise<void>;
};

/** A running server whose database is migrated and ready for all its roles. */
export type EmbeddedPostgres = {
  ownerUrl: string;
  /** Of the API role. */
  url: string;
  sequencerUrl: string;
  workerUrl: string;
  /** Where cluster and log are: the data folder, or a system folder when that one is closed. */
  home: string;
  stop(): Promise<void>;
};

const DATABASE = 'jingtian';
const API_LOGIN = 'jingtian_api_login';
const SEQUENCER_LOGIN = 'jingtian_sequencer_login';
const WORKER_LOGIN = 'jingtian_worker_login';
/** Held on one connection, so that it ends when the process does, however that ends. */
const RUNNER_LOCK = 20_250_601;
const RUNNER_NAME = 'jingtian runner';
const CANNOT_CONNECT_NOW = '57P03';
const PAUSE_MS = 50;
const PATIENCE = 600;
const REFUSALS_UNTIL_STALE = 20;

const urlOf = (port: number, database: string, [user, password]: [string, string]): string =>
  `postgres://${user}:${password}@${disk.HOST}:${port}/${database}`;

const adminUrlOf = (port: number, { passwords }: Cluster): string =>
  urlOf(port, 'postgres', [disk.OWNER, passwords.owner]);

/** The process that holds the lock, as its connection is named. */
const runnerOf = async (client: pg.Client): Promise<number | undefined> => {
  const { rows } = await client.query<{ name: string }>(
    `select application_name as name from pg_stat_activity
     where application_name like $1 and pid <> pg_backend_pid()`,
    [`${RUNNER_NAME}%`],
  );
  const [row] = rows;
  return row && Number(row.name.slice(RUNNER_NAME.length));
};

/** Postgres may hold a killed process's connection, and so its lock, for a moment longer. */
const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as { code?: string }).code === 'ESRCH';
  }
};

const alreadyRunning = (runner: number, folder: string): Error =>
  new Error(
    `Another process (pid ${runner}) is already running the database in ${folder}. Stop it, or ` +
      'set DATA_DIR to another folder. ' +
      `另一进程(pid ${runner})正在使用该数据目录:请先停止它,或把 DATA_DIR 设为其他目录。`,
  );

/** Takes the right to run this server: an open client, or what stands in the way for now. */
const claim = async (cluster: Cluster, port: number): Promise<pg.Client | 'wait' | 'refused'> => {
  const client = new pg.Client({
    connectionString: adminUrlOf(port, cluster),
    application_name: `${RUNNER_NAME} ${process.pid}`,
  });
  // The server ends this connection when it stops; that is no failure of ours.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code !== CANNOT_CONNECT_NOW) throw error;
    return error instanceof pg.DatabaseError ? 'wait' : 'refused';
  }
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) held', [
    RUNNER_LOCK,
  ]);
  if (rows[0]?.held) return client;
  const runner = await runnerOf(client);
  await client.end();
  if (runner === undefined || isGone(runner)) return 'wait';
  throw alreadyRunning(runner, cluster.folder);
};

/**
 * Brings the server up under our lock. One that still runs without a runner (its process was
 * killed) is stopped first; a pid file whose number now belongs to some other program, so that
 * nobody answers at its port, is removed.
 */
const takeOver = async (cluster: Cluster, options: EmbeddedOptions): Promise<pg.Client> => {
  let started = false;
  let refusals = 0;
  for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
    if (!(await disk.isRunning(cluster))) {
      await disk.startCluster(cluster, options.settings ?? {});
      started = true;
    }
    const port = await disk.runningPort(cluster);
    const claimed = port === undefined ? 'refused' : await claim(cluster, port);
    if (typeof claimed === 'object' && started) return claimed;
    if (typeof claimed === 'object') {
      options.log?.('the database server outlived its last run; restarting it');
      await claimed.end();
      await disk.stopCluster(cluster);
      continue;
    }
    if (claimed === 'refused') refusals += 1;
    if (refusals === REFUSALS_UNTIL_STALE) await rm(join(cluster.folder, 'postmaster.pid'));
    await wait(PAUSE_MS);
  }
  throw new Error(
    `The database server in ${cluster.folder} does not answer; see ${cluster.logFile}`,
  );
};

/**
 * Stops the server when this process ends without doing so itself (a crash, kill -9): a shell in
 * a session of its own waits for the end of a pipe that only this process holds open.
 */
const watch = ({ installation, folder }: Cluster): (() => void) => {
  if (platform() === 'win32') return () => undefined;
  const script = 'while read -r line; do :; done; exec "$0" stop -s -W -m fast -D "$1"';
  const shell = spawn('/bin/sh', ['-c', script, installation.pgCtl, folder], {
    ...installation.runAs,
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  const pipe = shell.stdin as unknown as { unref(): void };
  pipe.unref();
  return () => {
    if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
  };
};

/**
 * Starts the embedded PostgreSQL in `dataDir`, creating its cluster on first use. Works as root
 * (the server then runs as another account) and as an ordinary user.
 *
 * @throws Error in both languages when another process runs it, or the machine cannot.
 */
export const startServer = async (
  dataDir: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedServer> => {
  const installation = await findInstallation(resolve(dataDir));
  const { home } = installation;
  const folder = join(home, 'postgres');
  const passwordFile = join(resolve(dataDir), 'postgres.json');
  const passwords = await disk.readPasswords(passwordFile, folder);
  const logFile = join(home, 'postgres.log');
  const cluster = { installation, folder, logFile, passwordFile, passwords };
  if (home !== resolve(dataDir)) {
    options.log?.(`${dataDir} is closed to other accounts; the database lives in ${home}`);
  }
  if (!existsSync(folder)) {
    options.log?.('creating the database files (创建数据库文件)');
    await disk.createCluster(cluster);
  }
  const client = await takeOver(cluster, options);
  const forget = watch(cluster);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    forget();
    await disk.stopCluster(cluster);
    await client.end().catch(() => undefined);
  };
  return {
    adminUrl: adminUrlOf(passwords.port, cluster),
    cluster,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
};

/** Only the holder of the runner lock gets here, so nobody creates it in between. */
const createDatabase = async (adminUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      DATABASE,
    ]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
};

/**
 * The whole database for a program that was given none: server, database, migrations and logins.
 * Everything lies in `dataDir`; the passwords are random and kept there, readable by its owner
 * only. Call `stop()` at the end; a process that dies without it takes its server with it.
 */
export const startEmbedded = async (
  dataDir: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedPostgres> => {
  const { adminUrl, cluster, stop } = await startServer(dataDir, options);
  const { passwords, installation } = cluster;
  const loginUrl = (name: string, password: string) =>
    urlOf(passwords.port, DATABASE, [name, password]);
  const ownerUrl = loginUrl(disk.OWNER, passwords.owner);
  try {
    await createDatabase(adminUrl);
    await migrate(ownerUrl, options);
    const api = { name: API_LOGIN, password: passwords.api };
    await ensureLogin(ownerUrl, { ...api, group: 'jingtian_api' });
    const sequencer = { name: SEQUENCER_LOGIN, password: passwords.sequencer };
    await ensureLogin(ownerUrl, { ...sequencer, group: 'jingtian_sequencer' });
    const worker = { name: WORKER_LOGIN, password: passwords.worker };
    await ensureLogin(ownerUrl, { ...worker, group: 'jingtian_worker' });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ownerUrl,
    url: loginUrl(API_LOGIN, passwords.api),
    sequencerUrl: loginUrl(SEQUENCER_LOGIN, passwords.sequencer),
    workerUrl: loginUrl(WORKER_LOGIN, passwords.worker),
    home: installation.home,
    stop,
  };
};
