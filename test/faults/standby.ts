import { randomBytes } from 'node:crypto';
import { appendFile, chmod, chown, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, startCluster, stopCluster } from '../../src/bin/embedded-cluster.ts';
import { startServer } from '../../src/bin/embedded-postgres.ts';
import { ensureLogin, migrate } from '../../src/kernel/db/migrate.ts';
import { urlTo, withClient } from '../helpers/template.ts';
import { type FaultProxy, startFaultProxy } from './proxy/proxy.ts';

/** A migrated primary and a synchronous standby that hears of it through a proxy. */
export type Pair = {
  /** On the primary. */
  ownerUrl: string;
  url: string;
  sequencerUrl: string;
  adminUrl: string;
  /** The same database on the standby, as its owner. */
  standbyUrl: string;
  /** The network between the two. */
  network: FaultProxy;
  /** Waits until the primary counts the standby as synchronous. */
  isSynchronous(): Promise<void>;
  stop(): Promise<void>;
};

const SETTINGS = { shared_buffers: '64MB', max_connections: '50', wal_keep_size: '64MB' };
const DATABASE = 'pair';
const API = 'jingtian_pair_api';
const SEQUENCER = 'jingtian_pair_sequencer';
/** What the primary knows it by. */
export const STANDBY = 'standby';
const POLL_MS = 50;
const PATIENCE_MS = 60_000;
const ENTERABLE = 0o711;

/** The standby begins as a copy of the files of the stopped primary. */
export async function startPair(): Promise<Pair> {
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-pair-'));
  await chmod(folder, ENTERABLE);
  const first = await startServer(folder, { settings: SETTINGS });
  const { cluster } = first;
  const password = randomBytes(12).toString('hex');
  await withClient(first.adminUrl, (client) => client.query(`create database ${DATABASE}`));
  await migrate(urlTo(first.adminUrl, { database: DATABASE }));
  const firstUrl = urlTo(first.adminUrl, { database: DATABASE });
  await ensureLogin(firstUrl, { name: API, password });
  await ensureLogin(firstUrl, { name: SEQUENCER, password, group: 'jingtian_sequencer' });
  await first.stop();
  const copy = `${cluster.folder}-standby`;
  await cp(cluster.folder, copy, { recursive: true, preserveTimestamps: true });
  const primary = await startServer(folder, { settings: SETTINGS });
  const { adminUrl } = primary;
  const network = await startFaultProxy({ host: '127.0.0.1', port: portOf(adminUrl) });
  const standby = await followFrom({ cluster, copy, through: network.urlFor(adminUrl) });
  await withClient(adminUrl, async (client) => {
    await client.query(`alter system set synchronous_standby_names = '${STANDBY}'`);
    await client.query('select pg_reload_conf()');
  });
  const ownerUrl = urlTo(adminUrl, { database: DATABASE });
  const standbyUrl = new URL(ownerUrl);
  standbyUrl.port = String(standby.passwords.port);
  return {
    ownerUrl,
    adminUrl,
    url: urlTo(adminUrl, { database: DATABASE, login: { name: API, password } }),
    sequencerUrl: urlTo(adminUrl, { database: DATABASE, login: { name: SEQUENCER, password } }),
    standbyUrl: standbyUrl.href,
    network,
    isSynchronous: () => waitUntil(adminUrl, IS_SYNCHRONOUS),
    async stop() {
      await stopCluster(standby);
      await primary.stop();
      await network.close();
      await rm(cluster.installation.home, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const portOf = (url: string): number => Number(new URL(url).port);

type Following = {
  cluster: Cluster;
  copy: string;
  through: string;
  /** No smaller than the primary's. */
  settings?: Record<string, string>;
};

/** Starts a standby on a copy of the primary's files. */
export async function followFrom({
  cluster,
  copy,
  through,
  settings = SETTINGS,
}: Following): Promise<Cluster> {
  const { hostname, port, username, password } = new URL(through);
  const source = `host=${hostname} port=${port} user=${username} password=${password}`;
  await writeFile(join(copy, 'standby.signal'), '');
  await appendFile(
    join(copy, 'postgresql.auto.conf'),
    `primary_conninfo = '${source} application_name=${STANDBY}'
wal_retrieve_retry_interval = '100ms'
hot_standby_feedback = off\n`,
  );
  const standby = {
    ...cluster,
    folder: copy,
    logFile: `${cluster.logFile}-standby`,
    passwordFile: `${cluster.passwordFile}-standby`,
    passwords: { ...cluster.passwords, port: 0 },
  };
  const { uid, gid } = cluster.installation.runAs;
  if (uid !== undefined && gid !== undefined) await giveAll(copy, [uid, gid]);
  await startCluster(standby, settings);
  return standby;
}

/** What was copied as root belongs to root. */
async function giveAll(folder: string, [uid, gid]: [number, number]): Promise<void> {
  const paths = await readdir(folder, { recursive: true });
  await Promise.all(['.', ...paths].map((path) => chown(join(folder, path), uid, gid)));
}

export const IS_SYNCHRONOUS = `select exists (select from pg_stat_replication
  where application_name = '${STANDBY}' and sync_state = 'sync') as is_so`;

/** Waits for what a statement says in its one column. */
export async function waitUntil(url: string, text: string): Promise<void> {
  await withClient(url, async (client) => {
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
      const { rows } = await client.query<{ is_so: boolean }>(text);
      if (rows[0]?.is_so) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`it never became so: ${text}`);
  });
}
