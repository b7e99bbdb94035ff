import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startServer } from '../../src/bin/embedded-postgres.ts';
import { ensureLogin, migrate } from '../../src/kernel/db/migrate.ts';

/** A server to make databases on. */
export type Cluster = {
  /** Makes an empty, migrated database; gone when the cluster closes. */
  create(name: string): Promise<BenchDatabase>;
  close(): Promise<void>;
};

export type BenchDatabase = {
  /** Of a superuser, whom row security does not bind. */
  ownerUrl: string;
  /** Of the role the server runs as. */
  url: string;
  /** Of the role the worker runs as. */
  workerUrl: string;
  /** Of the role the sequencer runs as. */
  sequencerUrl: string;
};

/**
 * The embedded server's own settings are for a small county. A server of two million households
 * keeps what is in use in memory; the rest makes filling faster.
 */
const SETTINGS = {
  shared_buffers: '2GB',
  effective_cache_size: '6GB',
  max_wal_size: '16GB',
  checkpoint_timeout: '30min',
  wal_level: 'minimal',
  max_wal_senders: '0',
};
const LOGIN = 'jingtian_bench_login';
const WORKER = 'jingtian_bench_worker';
const SEQUENCER = 'jingtian_bench_sequencer';
const PASSWORD_BYTES = 18;

/** The server of BENCH_DATABASE_URL, or an embedded one in a temporary folder. */
export async function openCluster(log: (line: string) => void): Promise<Cluster> {
  const given = process.env.BENCH_DATABASE_URL;
  if (given) return clusterAt(given, async () => undefined);
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-bench-'));
  const server = await startServer(folder, { log, settings: SETTINGS });
  return clusterAt(server.adminUrl, async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
}

function clusterAt(adminUrl: string, stop: () => Promise<void>): Cluster {
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  const made: string[] = [];
  return {
    async create(name) {
      const database = `jingtian_bench_${name}`;
      await run(adminUrl, `drop database if exists ${database} with (force)`);
      await run(adminUrl, `create database ${database}`);
      made.push(database);
      const ownerUrl = addressOf(adminUrl, { database });
      await migrate(ownerUrl);
      await ensureLogin(ownerUrl, { name: LOGIN, password });
      await ensureLogin(ownerUrl, { name: WORKER, password, group: 'jingtian_worker' });
      await ensureLogin(ownerUrl, { name: SEQUENCER, password, group: 'jingtian_sequencer' });
      const as = (name: string): string =>
        addressOf(adminUrl, { database, login: [name, password] });
      return { ownerUrl, url: as(LOGIN), workerUrl: as(WORKER), sequencerUrl: as(SEQUENCER) };
    },
    async close() {
      for (const database of made) {
        await run(adminUrl, `drop database if exists ${database} with (force)`);
      }
      await stop();
    },
  };
}

type Address = { database: string; login?: [string, string] };

function addressOf(adminUrl: string, { database, login }: Address): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  if (login) [url.username, url.password] = login;
  return url.href;
}

/** One statement on a connection of its own. */
export async function run<R extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
