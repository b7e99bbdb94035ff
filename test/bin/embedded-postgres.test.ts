import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { startEmbedded, startServer } from '../../src/bin/embedded-postgres.ts';
import { migrationNames, pendingMigrations } from '../../src/kernel/db/migrate.ts';
import { withClient } from '../helpers/template.ts';

type Test = { teardown(remove: () => Promise<void>): void };

const RUNNER = fileURLToPath(new URL('./embedded-runner.ts', import.meta.url));
const SMALL = { settings: { shared_buffers: '16MB' } };

const dataFolder = async (t: Test): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-embedded-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** Another process that runs the server in this folder. */
const runElsewhere = async (folder: string) => {
  const child = spawn(process.execPath, [RUNNER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
};

const userOf = (url: string) =>
  withClient(url, async (client) => {
    const { rows } = await client.query('select current_user as name, version() as version');
    return rows[0];
  });

test('a first start is a whole database, a second start keeps it', async (t) => {
  const folder = await dataFolder(t);
  const lines: string[] = [];
  const first = await startEmbedded(folder, { ...SMALL, log: (line) => lines.push(line) });
  t.teardown(() => first.stop());
  t.match(await userOf(first.url), { name: 'jingtian_api_login', version: /^PostgreSQL 18/ });
  t.match(await userOf(first.sequencerUrl), { name: 'jingtian_sequencer_login' });
  t.match(await userOf(first.workerUrl), { name: 'jingtian_worker_login' });
  t.same(await pendingMigrations(first.url), []);
  t.same(
    lines.filter((line) => line.startsWith('migrated')),
    (await migrationNames()).map((name) => `migrated ${name}`),
  );
  await withClient(first.ownerUrl, (client) =>
    client.query(`create table kept as select '井田' as word`),
  );
  await first.stop();
  await first.stop();
  await t.rejects(userOf(first.url), { code: 'ECONNREFUSED' }, 'it is down');

  const second = await startEmbedded(folder, SMALL);
  t.teardown(() => second.stop());
  t.equal(second.url, first.url, 'the same address, passwords and all');
  const { rows } = await withClient(second.ownerUrl, (client) =>
    client.query('select * from kept'),
  );
  t.same(rows, [{ word: '井田' }]);
});

test('the passwords are for the owner of the folder only', async (t) => {
  const folder = await dataFolder(t);
  const server = await startServer(folder, SMALL);
  t.teardown(() => server.stop());
  t.equal((await stat(join(folder, 'postgres.json'))).mode & 0o777, 0o600);
  const wrong = new URL(server.adminUrl);
  wrong.password = 'guessed';
  await t.rejects(userOf(wrong.href), { code: '28P01' });
});

test('one folder has one runner, and outlives its death', async (t) => {
  const folder = await dataFolder(t);
  const other = await runElsewhere(folder);
  t.teardown(() => {
    other.kill('SIGKILL');
  });
  await t.rejects(startServer(folder, SMALL), {
    message: new RegExp(`pid ${other.pid}\\) is already running.*正在使用该数据目录`),
  });
  const gone = once(other, 'exit');
  other.kill('SIGKILL');
  await gone;
  const server = await startServer(folder, SMALL);
  t.teardown(() => server.stop());
  t.match(await userOf(server.adminUrl), { name: 'jingtian_owner' }, 'taken over at once');
});

test('without its passwords the database is not overwritten', async (t) => {
  const folder = await dataFolder(t);
  await (await startServer(folder, SMALL)).stop();
  await rm(join(folder, 'postgres.json'));
  await t.rejects(startServer(folder, SMALL), { message: /postgres\.json is gone.*已丢失/ });
});
