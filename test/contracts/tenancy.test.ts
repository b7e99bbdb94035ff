import pg from 'pg';
import { test } from 'tap';
import { type TestApp, testApp } from '../helpers/app.ts';
import { sampleRows } from './sample-rows.ts';

type Catalogued = { name: string };

const TENANT_TABLES = `select c.relname as name, c.relrowsecurity as enabled,
  c.relforcerowsecurity as forced, r.rolname as owner,
  (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
  has_table_privilege('jingtian_api', c.oid, 'select') as readable
from pg_class c join pg_roles r on r.oid = c.relowner
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'm')
  and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'institution_id'
    and not a.attisdropped)
order by c.relname`;

type TenantTable = Catalogued & {
  enabled: boolean;
  forced: boolean;
  owner: string;
  policies: number;
  readable: boolean;
};

/** Views run with their owner's rights unless told otherwise: a way around row security. */
const LOOSE_VIEWS = `select relname as name from pg_class
where relnamespace = 'public'::regnamespace and relkind = 'v'
  and not coalesce(reloptions, '{}') && '{security_invoker=true,security_invoker=on}'`;

/** The first column of every key and constraint of a tenant table, and of every index of one. */
const LEADING = `select c.relname || ': ' || i.relname as name, a.attname as leading
from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
where c.relnamespace = 'public'::regnamespace and c.relname = any($1)`;

const FOREIGN_KEYS = `select c.relname || ': ' || f.conname as name,
  (select attname from pg_attribute where attrelid = f.conrelid and attnum = f.conkey[1]) as leading,
  exists (select from pg_index x where x.indrelid = f.conrelid
    -- An index of the rows that refer to something finds every reference.
    and (x.indpred is null or pg_get_expr(x.indpred, x.indrelid) = (
      select format('(%I IS NOT NULL)', attname) from pg_attribute
      where attrelid = f.conrelid and attnum = f.conkey[array_upper(f.conkey, 1)]))
    and x.indkey::int2[] @> f.conkey
    and (string_to_array(x.indkey::text, ' ')::int2[])[1:cardinality(f.conkey)] <@ f.conkey) as covered
from pg_constraint f join pg_class c on c.oid = f.conrelid
where f.contype = 'f' and f.connamespace = 'public'::regnamespace and c.relname = any($1)`;

/** What need not begin with the institution, and why. */
const GLOBAL: ReadonlySet<string> = new Set([
  'institution: institution_code_key', // codes of institutions are unique among them
  'login: login_pkey', // found before the institution is known
  'journal_entry: journal_entry_xid_idx', // the sequencer reads every log of its node at once
]);

/** Functions that run as the owner must not let a caller choose what names mean. */
const DEFINER_FUNCTIONS = `select proname as name, coalesce(array_to_string(proconfig, ','), '') as config
from pg_proc where pronamespace = 'public'::regnamespace and prosecdef`;

const API_ROLE = `select r.rolsuper, r.rolbypassrls, r.rolcreatedb, r.rolcreaterole, r.rolreplication,
  (select count(*)::int from pg_class c where c.relowner = r.oid) as tables,
  (select count(*)::int from pg_proc p where p.proowner = r.oid) as functions,
  (select count(*)::int from pg_roles o where pg_has_role(r.oid, o.oid, 'usage')
    and (o.rolsuper or o.rolbypassrls)) as powerful,
  (select count(*)::int from pg_class c where c.relnamespace = 'public'::regnamespace
    and c.relkind in ('r', 'p') and has_table_privilege(r.oid, c.oid, 'delete, truncate, trigger')) as deletable
from pg_roles r where r.rolname in (current_user, 'jingtian_api')`;

test('tenancy in the catalogue', async (t) => {
  const app = await testApp(t);
  const tables = await app.owner<TenantTable>(TENANT_TABLES);
  const names = tables.map(({ name }) => name);
  t.ok(tables.length > 10);

  await t.test('row security is enabled and forced on every tenant table', async (t) => {
    for (const { name, enabled, forced, policies } of tables) {
      t.ok(enabled && forced && policies > 0, name);
    }
    t.same(await app.owner(LOOSE_VIEWS), [], 'no view reads with its owner’s rights');
  });

  await t.test('keys, indexes and references begin with the institution', async (t) => {
    const leading = await app.owner<Catalogued & { leading: string }>(LEADING, [names]);
    const stray = leading.filter(
      (each) => each.leading !== 'institution_id' && !GLOBAL.has(each.name),
    );
    t.same(stray, []);
    const keys = await app.owner<Catalogued & { leading: string; covered: boolean }>(FOREIGN_KEYS, [
      names,
    ]);
    t.ok(keys.length > 10);
    t.same(
      keys.filter((key) => key.leading !== 'institution_id'),
      [],
      'references',
    );
    t.same(
      keys.filter((key) => !key.covered).map(({ name }) => name),
      [],
      'covered by an index',
    );
  });

  await t.test('the API role owns nothing, bypasses nothing, deletes nothing', async (t) => {
    const roles = await asApi(app, API_ROLE);
    t.equal(roles.length, 2);
    for (const role of roles) {
      t.same(role, {
        rolsuper: false,
        rolbypassrls: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        tables: 0,
        functions: 0,
        powerful: 0,
        deletable: 0,
      });
    }
  });

  await t.test('functions that run as the owner fix their search path', async (t) => {
    const functions = await app.owner<Catalogued & { config: string }>(DEFINER_FUNCTIONS);
    for (const { name, config } of functions) t.match(config, /search_path=public, pg_temp/, name);
  });

  await t.test('no context, no rows; a context, its own rows', async (t) => {
    const institutions = [app.world.bankId, app.world.otherBankId];
    await sampleRows(app, { institutions, count: 2 });
    for (const { name } of tables.filter(({ readable }) => readable)) {
      const table = pg.escapeIdentifier(name);
      const count = `select count(*)::int as rows from ${table}`;
      t.same(await asApi(app, count), [{ rows: 0 }], `${name} without an institution`);
      const owners = `select distinct institution_id as owner from ${table}`;
      const seen = await asApi(app, owners, app.world.bankId);
      t.same(seen, [{ owner: app.world.bankId }], `${name} in an institution`);
    }
  });

  await t.test('a row cannot be written into another institution', async (t) => {
    const insert = `insert into person (institution_id, id, code, name)
      values ('${app.world.otherBankId}', gen_random_uuid(), 'smuggled', 'X')`;
    await t.rejects(asApi(app, insert, app.world.bankId), { code: '42501' });
    await t.rejects(asApi(app, insert), { code: '42501' });
  });

  await t.test('an aborted statement or transaction leaves no tenant behind', async (t) => {
    const { pipeline, transact } = app.database;
    const institutionId = app.world.bankId;
    const left = async (): Promise<string> => {
      const { rows } = await pipeline.run({ text: CONTEXT, values: [] });
      return rows[0].institution ?? '';
    };
    // More at once than there are lanes, so that each lane has failed at least once.
    const failing = Array.from({ length: 8 }, () =>
      pipeline.run({ text: 'select 1 / 0', values: [], institutionId }),
    );
    for (const { status } of await Promise.allSettled(failing)) t.equal(status, 'rejected');
    const after = await Promise.all(Array.from({ length: 8 }, left));
    t.same([...new Set(after)], ['']);
    await t.rejects(
      transact({ institutionId }, () => Promise.reject(new Error('handler failed'))),
      /handler failed/,
    );
    const counted = await Promise.all(
      Array.from({ length: 8 }, () =>
        pipeline.run({ text: 'select count(*)::int as rows from person', values: [] }),
      ),
    );
    t.ok(counted.every(({ rows }) => rows[0].rows === 0));
  });
});

const CONTEXT = "select current_setting('app.institution', true) as institution";

/** Runs as the login the server connects with, in an institution or in none. */
async function asApi(
  app: TestApp,
  text: string,
  institutionId?: string,
): Promise<Record<string, unknown>[]> {
  const { rows } = await app.database.pipeline.run({
    text,
    values: [],
    ...(institutionId ? { institutionId } : {}),
  });
  return rows;
}
