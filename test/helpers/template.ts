import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import {
  ensureLogin,
  MIGRATIONS_FOLDER,
  migrate,
  migrationNames,
} from '../../src/kernel/db/migrate.ts';
import type { TestServer } from './postgres.ts';

const TEMPLATE_LOCK = 20_250_602;
const TEMPLATES_KEPT = 4;
const CLOSING_MS = 1_000;
const POLL_MS = 5;

/** The same server, another database or another role. */
export const urlTo = (
  adminUrl: string,
  change: { database: string; login?: { name: string; password: string } },
): string => {
  const url = new URL(adminUrl);
  url.pathname = `/${change.database}`;
  if (change.login) {
    url.username = change.login.name;
    url.password = change.login.password;
  }
  return url.href;
};

/** One connection for one piece of work. */
export const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>) => {
  const client = new pg.Client({ connectionString: url });
  // Whoever waits for an answer hears of a lost connection; nobody else needs to.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const hashOfMigrations = async (): Promise<string> => {
  const hash = createHash('sha256');
  for (const name of await migrationNames()) {
    hash.update(name).update(await readFile(`${MIGRATIONS_FOLDER}${name}.sql`));
  }
  return hash.digest('hex').slice(0, 12);
};

/** The same on every run against one server, so that runs side by side do not undo each other. */
const loginOf = (adminUrl: string, name: string) => ({
  name,
  password: createHash('sha256').update(adminUrl).update(name).digest('base64url'),
});

/** Built under another name and renamed when whole: a template that exists is complete. */
const buildTemplate = async (client: pg.Client, adminUrl: string, template: string) => {
  const partial = `${template}_partial`;
  await client.query(`drop database if exists ${partial} with (force)`);
  await client.query(`create database ${partial} template template0`);
  await migrate(urlTo(adminUrl, { database: partial }));
  await client.query(`alter database ${partial} rename to ${template}`);
};

/** A server given to the tests keeps few templates: of this branch, and of those beside it. */
const dropOldTemplates = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database where starts_with(datname, 'jingtian_template_')
      order by oid desc offset $1`,
    [TEMPLATES_KEPT],
  );
  for (const { name } of rows) await dropDatabase(client, name);
};

/** Makes the template of these migrations, unless the server has it, and the logins. */
export const prepareServer = (adminUrl: string): Promise<Omit<TestServer, 'prefix'>> =>
  withClient(adminUrl, async (client) => {
    const template = `jingtian_template_${await hashOfMigrations()}`;
    const api = loginOf(adminUrl, 'jingtian_test_api');
    const sequencer = loginOf(adminUrl, 'jingtian_test_sequencer');
    const worker = loginOf(adminUrl, 'jingtian_test_worker');
    // Roles and databases belong to the whole server: one run at a time makes them.
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      template,
    ]);
    if (rowCount === 0) await buildTemplate(client, adminUrl, template);
    await dropOldTemplates(client);
    await ensureLogin(adminUrl, { ...api, group: 'jingtian_api' });
    await ensureLogin(adminUrl, { ...sequencer, group: 'jingtian_sequencer' });
    await ensureLogin(adminUrl, { ...worker, group: 'jingtian_worker' });
    return { adminUrl, template, api, sequencer, worker };
  });

/**
 * Drops a database. A pool that was ended may still be closing its sockets, and killing those would
 * raise errors nobody listens to, so they get a moment to go by themselves.
 */
export const dropDatabase = async (client: pg.Client, name: string): Promise<void> => {
  const deadline = Date.now() + CLOSING_MS;
  const connections = () =>
    client.query('select from pg_stat_activity where datname = $1 limit 1', [name]);
  while ((await connections()).rowCount !== 0 && Date.now() < deadline) await wait(POLL_MS);
  await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
};

/** Drops what the files of a run left behind, for example because they were killed. */
export const dropDatabases = (adminUrl: string, prefix: string): Promise<void> =>
  withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'select datname as name from pg_database where starts_with(datname, $1)',
      [prefix],
    );
    for (const { name } of rows) await dropDatabase(client, name);
  });
