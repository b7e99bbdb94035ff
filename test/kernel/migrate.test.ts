import pg from 'pg';
import { test } from 'tap';
import {
  ensureLogin,
  migrate,
  migrationNames,
  pendingMigrations,
} from '../../src/kernel/db/migrate.ts';
import { testDatabase } from '../helpers/database.ts';
import { dropDatabase, urlTo, withClient } from '../helpers/template.ts';

const roleAttributes = (ownerUrl: string, name: string) =>
  withClient(ownerUrl, async (client) => {
    const { rows } = await client.query(
      `select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolcanlogin,
              pg_has_role(rolname, 'jingtian_api', 'usage') as api,
              pg_has_role(rolname, 'jingtian_sequencer', 'usage') as sequencer
         from pg_roles where rolname = $1`,
      [name],
    );
    return rows[0];
  });

const LEAST = {
  rolsuper: false,
  rolcreatedb: false,
  rolcreaterole: false,
  rolreplication: false,
  rolbypassrls: false,
  rolcanlogin: true,
};

test('an empty database is brought up to date once', async (t) => {
  const { ownerUrl, name } = await testDatabase(t);
  const empty = `${name}_empty`;
  await withClient(ownerUrl, (client) =>
    client.query(`create database ${empty} template template0`),
  );
  const url = urlTo(ownerUrl, { database: empty });
  t.teardown(() => withClient(ownerUrl, (client) => dropDatabase(client, empty)));
  const names = await migrationNames();
  t.same(await pendingMigrations(url), names, 'everything is pending before');
  const lines: string[] = [];
  const [first, second] = await Promise.all([
    migrate(url, { log: (line) => lines.push(line) }),
    migrate(url, { log: (line) => lines.push(line) }),
  ]);
  t.same([...first, ...second], names, 'two runners at once apply each migration once');
  t.same(
    lines,
    names.map((migration) => `migrated ${migration}`),
  );
  t.same(await pendingMigrations(url), []);
  t.same(await migrate(url), [], 'a second run has nothing to do');
});

test('the API role sees what is pending, and changes nothing there', async (t) => {
  const { ownerUrl, url } = await testDatabase(t);
  t.same(await pendingMigrations(url), []);
  const last = (await migrationNames()).at(-1);
  await withClient(ownerUrl, (client) =>
    client.query('delete from kysely_migration where name = $1', [last]),
  );
  t.same(await pendingMigrations(url), [last]);
  const pool = new pg.Pool({ connectionString: url });
  t.teardown(() => pool.end());
  t.same(await pendingMigrations(pool), [last], 'a pool will do');
  await t.rejects(pool.query('delete from kysely_migration'), { code: '42501' });
  await t.rejects(pool.query('create table mine (id int)'), { code: '42501' });
});

test('the login roles of the tests own nothing and bypass nothing', async (t) => {
  const { ownerUrl, url, sequencerUrl } = await testDatabase(t);
  const nameOf = (address: string) => new URL(address).username;
  t.match(await roleAttributes(ownerUrl, nameOf(url)), { ...LEAST, api: true, sequencer: false });
  t.match(await roleAttributes(ownerUrl, nameOf(sequencerUrl)), { ...LEAST, sequencer: true });
});

test('ensureLogin', async (t) => {
  const { ownerUrl, name: database } = await testDatabase(t);
  const name = `${database}_Ünusual"name`;
  t.teardown(() =>
    withClient(ownerUrl, async (client) => {
      await client.query(`drop role if exists ${pg.escapeIdentifier(name)}`);
    }),
  );
  const connect = (password: string) =>
    withClient(urlTo(ownerUrl, { database, login: { name, password } }), (client) =>
      client.query('select 1'),
    );

  await ensureLogin(ownerUrl, { name, password: "first'secret" });
  t.match(await roleAttributes(ownerUrl, name), { ...LEAST, api: true });
  await connect("first'secret");

  await withClient(ownerUrl, (client) =>
    client.query(`alter role ${pg.escapeIdentifier(name)} superuser createdb`),
  );
  await ensureLogin(ownerUrl, { name, password: 'second' });
  t.match(await roleAttributes(ownerUrl, name), LEAST, 'powers given by hand are taken back');
  await connect('second');
  await t.rejects(connect("first'secret"), { code: '28P01' }, 'the old password is void');

  const owner = new URL(ownerUrl).username;
  await t.rejects(
    ensureLogin(ownerUrl, { name: owner, password: 'x' }),
    /is the owner itself/,
    'the owner is never demoted to an API role',
  );
});
