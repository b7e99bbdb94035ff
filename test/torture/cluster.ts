import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Cluster,
  isRunning,
  startCluster,
  stopCluster,
} from '../../src/bin/embedded-cluster.ts';
import { startServer } from '../../src/bin/embedded-postgres.ts';
import { type FaultProxy, startFaultProxy } from '../faults/proxy/proxy.ts';
import { followFrom, IS_SYNCHRONOUS, STANDBY, waitUntil } from '../faults/standby.ts';
import type { TestDatabase } from '../helpers/database.ts';
import { dropDatabase, prepareServer, urlTo, withClient } from '../helpers/template.ts';
import type { Patroni } from './patroni/cluster.ts';
import type { SmallDisk } from './small-disk.ts';

/** Databases of one server, wherever that is. */
export type Databases = {
  adminUrl: string;
  /** A copy of a database that nobody is connected to; by default a migrated one with nothing in it. */
  create(template?: string): Promise<TestDatabase>;
  drop(database: TestDatabase): Promise<void>;
};

/** A Postgres of its own, to be mistreated. */
export type TortureCluster = Databases & {
  /** Ends the postmaster and every process of it at once, as the loss of its machine would. */
  kill(): Promise<void>;
  /** Starts it where it is not running. */
  start(): Promise<void>;
  /** Where it lies, if on a disk of its own. */
  disk?: SmallDisk;
  /** Where others are to take over from it. */
  patroni?: Patroni;
  /** A synchronous standby of all its databases, made while nobody is connected. */
  follow(): Promise<Standby>;
  stop(): Promise<void>;
};

/** It takes the primary's place once that is dead. */
export type Standby = {
  /** Between the two. */
  network: FaultProxy;
  /** Every process of it stops where it is, and says nothing more. */
  freeze(): Promise<unknown>;
  /** Its machine begins anew, as a watchdog would have it: what had come to its door is gone. */
  reset(): Promise<void>;
  /** Goes on where it stopped, and is made a primary; the same database there. */
  promote(database: TestDatabase): Promise<TestDatabase>;
  /** Ends it; the old primary, started again, goes on as if it had never been. */
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
  wal_keep_size: '64MB',
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
  return {
    ...(await databasesOf(adminUrl)),
    kill: () => killTree(cluster.folder),
    async start() {
      if (!(await isRunning(cluster))) await startCluster(cluster, all);
    },
    follow: () => followed(adminUrl, cluster, all),
    async stop() {
      await server.stop();
      await rm(cluster.installation.home, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param adminUrl of a superuser; every other address is of the same place */
export async function databasesOf(adminUrl: string): Promise<Databases> {
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
  };
}

const portOf = (url: string): number => Number(new URL(url).port);

async function followed(
  adminUrl: string,
  cluster: Cluster,
  settings: Record<string, string>,
): Promise<Standby> {
  await stopCluster(cluster);
  const copy = `${cluster.folder}-standby`;
  await cp(cluster.folder, copy, { recursive: true, preserveTimestamps: true });
  await startCluster(cluster, settings);
  const network = await startFaultProxy({ host: '127.0.0.1', port: portOf(adminUrl) });
  const standby = await followFrom({
    cluster,
    copy,
    through: network.urlFor(adminUrl),
    settings,
  });
  const setNames = async (names: string): Promise<void> =>
    withClient(adminUrl, async (client) => {
      await client.query(`alter system set synchronous_standby_names = '${names}'`);
      await client.query('select pg_reload_conf()');
    });
  await setNames(STANDBY);
  await waitUntil(adminUrl, IS_SYNCHRONOUS);
  const there = (url: string): string => {
    const address = new URL(url);
    address.port = String(standby.passwords.port);
    return address.href;
  };
  return {
    network,
    freeze: () => signalTree(copy, 'SIGSTOP'),
    async reset() {
      await killTree(copy);
      await startCluster(standby, settings);
    },
    async promote({ name, ...urls }) {
      await signalTree(copy, 'SIGCONT');
      await withClient(there(adminUrl), (client) => client.query('select pg_promote()'));
      const moved = Object.entries(urls).map(([role, url]) => [role, there(url)]);
      return { name, ...Object.fromEntries(moved) };
    },
    async stop() {
      await signalTree(copy, 'SIGCONT');
      await stopCluster(standby);
      await network.close();
      await rm(copy, { recursive: true, force: true });
      await setNames('');
    },
  };
}

/** Ends every process of a cluster, as the loss of its machine would. */
export async function killTree(folder: string): Promise<void> {
  const all = await signalTree(folder, 'SIGKILL');
  while (all.some(isAtWork)) await pause(POLL_MS);
  await rm(join(folder, 'postmaster.pid'), { force: true });
}

/** Tells every process of a cluster; the postmaster stops first, so that it starts no new ones. */
export async function signalTree(folder: string, signal: NodeJS.Signals): Promise<Born[]> {
  const [postmaster] = await treeOf(folder);
  if (postmaster && signal !== 'SIGCONT') process.kill(postmaster, 'SIGSTOP');
  const all = (await treeOf(folder)).map((pid) => ({ pid, since: statOf(pid)?.since }));
  for (const { pid } of all) send(pid, signal);
  return all;
}

/** A process by its number and when it began: the number alone may be another's soon. */
type Born = { pid: number; since: string | undefined };

/** The postmaster, and its children. */
async function treeOf(folder: string): Promise<number[]> {
  const pidFile = await readFile(join(folder, 'postmaster.pid'), 'utf8');
  const postmaster = Number(pidFile.split('\n')[0]);
  const path = `/proc/${postmaster}/task/${postmaster}/children`;
  const children = (await readFile(path, 'utf8')).split(' ').map(Number).filter(Boolean);
  return [postmaster, ...children];
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone by itself meanwhile.
  }
}

/** Of a process of this number: what the kernel says of it, and when it began. */
function statOf(pid: number): { state: string; since: string } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return { state: fields[0] ?? '', since: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** One that nobody has buried yet does nothing any more. */
function isAtWork({ pid, since }: Born): boolean {
  const now = statOf(pid);
  return now !== undefined && now.since === since && now.state !== 'Z';
}
