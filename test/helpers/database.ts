import { randomBytes } from 'node:crypto';
import { hasKeeper, readServer, startKeeper, stopKeeper, type TestServer } from './postgres.ts';
import { dropDatabase, urlTo, withClient } from './template.ts';

/** A migrated database of one test file; four roles reach it. */
export type TestDatabase = {
  ownerUrl: string;
  url: string;
  sequencerUrl: string;
  workerUrl: string;
  name: string;
};

/** What `testDatabase` needs of a tap test; `tap` itself will do. */
type Teardown = { teardown(drop: () => Promise<void>): void };

let server: Promise<TestServer> | undefined;

/** The server of this run; a file run on its own starts one and stops it at its end. */
const findServer = async (): Promise<TestServer> => {
  if (await hasKeeper(process.ppid)) return readServer(process.ppid);
  await startKeeper(process.pid);
  // Programs beside the tests use what is here too; only a test has an end to hook into.
  const { default: tap } = await import('tap');
  tap.teardown(() => stopKeeper(process.pid));
  return readServer(process.pid);
};

/**
 * Clones the migrated template for one test file and drops the clone when `t` ends. `url` is of
 * the API role, which cannot bypass row-level security; `ownerUrl` is a superuser's.
 */
export const testDatabase = async (t: Teardown): Promise<TestDatabase> => {
  server ??= findServer();
  const { adminUrl, template, prefix, api, sequencer, worker } = await server;
  const name = `${prefix}${randomBytes(4).toString('hex')}`;
  await withClient(adminUrl, (client) =>
    client.query(`create database ${name} template ${template}`),
  );
  t.teardown(() => withClient(adminUrl, (client) => dropDatabase(client, name)));
  return {
    ownerUrl: urlTo(adminUrl, { database: name }),
    url: urlTo(adminUrl, { database: name, login: api }),
    sequencerUrl: urlTo(adminUrl, { database: name, login: sequencer }),
    workerUrl: urlTo(adminUrl, { database: name, login: worker }),
    name,
  };
};
