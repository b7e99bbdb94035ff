import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { actsOf } from '../../src/kernel/journal/events-schema.ts';
import { collectionsOf, verbPath } from '../../src/kernel/rest/collections.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { ADMINISTRATOR, allowEverything, program } from './everyone.ts';
import { sampleInput } from './sample-input.ts';

type Leaf = {
  act: string;
  objects: { type: string; id: string; version?: number }[];
  actor: { person: string; client: string };
  request: string;
  reason?: string;
  key?: string;
  data?: Record<string, unknown>;
};

const { registry, model } = program;
const collections = collectionsOf(model);

const READ_LEAVES = `select convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry order by id`;

/** How many rows each table holds, apart from the journal's. */
const COUNTS = `select relname as table, (xpath('/row/n/text()', query_to_xml(
    format('select count(*) as n from %I', relname), false, true, '')))[1]::text as rows
  from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
    and relname not like 'journal%' order by relname`;

const leavesOf = async (app: TestApp): Promise<Leaf[]> =>
  (await app.owner<{ leaf: Leaf }>(READ_LEAVES)).map(({ leaf }) => leaf);

/** The leaves that work adds. */
async function added(app: TestApp, work: () => Promise<unknown>): Promise<Leaf[]> {
  const before = (await leavesOf(app)).length;
  await work();
  return (await leavesOf(app)).slice(before);
}

const acts = new Set(actsOf(registry).map(({ act }) => act));

test('the journal', async (t) => {
  const app = await testApp(t);
  await allowEverything(app);
  const administrator = app.as(ADMINISTRATOR);

  await t.test('a command that succeeds writes what it did', async (t) => {
    let outlet = '';
    const opened = await added(app, async () => {
      const input = { code: 'J1', name: '城关支行', level: 'FIRST_BRANCH' };
      const parentId = `outlet_${app.world.outletId}`;
      ({ outlet } = await administrator.command('outlet.open', { ...input, parentId }));
    });
    t.match(opened, [{ act: 'outlet.opened', objects: [{ type: 'Outlet', version: 1 }] }]);
    const [leaf] = opened;
    t.equal(leaf?.actor.person, app.world.people.administrator);
    t.match(leaf?.key, /^[0-9a-f]{64}$/, 'the digest of the key, not the key');
    const closed = await added(app, () =>
      administrator.command('outlet.close', { id: outlet }, { reason: '合并' }),
    );
    const reason = /^sha256:[0-9a-f]{64}$/;
    t.match(closed, [{ act: 'outlet.closed', reason, objects: [{ version: 2 }] }]);
    const [said] = await app.owner<{ digest: string; reason: string }>(
      `select reason, 'sha256:' || encode(sha256(salt || convert_to(reason, 'UTF8')), 'hex') as digest
       from journal_reason`,
    );
    t.same(said, { reason: '合并', digest: closed[0]?.reason }, 'the words stand beside it');
    t.ok([...opened, ...closed].every((each) => acts.has(each.act)));
  });

  await t.test('a dry run, a replay and a read write nothing', async (t) => {
    const input = { code: 'journalled', name: '张三' };
    const key = newId();
    await administrator.command('person.register', input, { key });
    const leaves = await added(app, async () => {
      await administrator.command('person.register', input, { key });
      const { status } = await administrator.rest({
        method: 'POST',
        url: '/v1/people/register',
        headers: { 'dry-run': 'true' },
        payload: { code: 'dry', name: '李四' },
      });
      t.equal(status, 200);
      for (const { path } of collections) {
        const answer = await administrator.rest({ method: 'GET', url: `/v1/${path}` });
        t.equal(answer.status, 200, `GET /v1/${path}`);
      }
      await administrator.query('{ outlets(first: 5) { nodes { id } } viewer { code } }');
    });
    t.same(leaves, []);
  });

  await t.test('a refused command writes that, and changes nothing', async (t) => {
    await app.owner(`update role set permissions = '{}' where code = 'AUDITOR'`);
    const auditor = app.as('auditor');
    const before = await app.owner(COUNTS);
    for (const command of registry.commands) {
      const input = sampleInput(
        registry.inputOf(command),
        (noun) => `${noun.toLowerCase()}_${newId()}`,
      );
      const { id, ...body } = input;
      const url = verbPath(collections, command).replace(':id', String(id));
      const send = (caller: typeof auditor) =>
        caller.rest({
          method: 'POST',
          url,
          headers: { 'if-match': '*', 'idempotency-key': newId(), reason: 'test' },
          payload: command.on ? body : input,
        });
      const leaves = await added(app, async () => {
        t.match(await send(auditor), { status: 403, body: { code: 'auth.forbidden' } });
      });
      const data = { command: command.name, code: 'auth.forbidden' };
      t.match(leaves, [{ act: 'command.refused', objects: [], data }], command.name);
      if (!command.on) continue;
      const missing = await added(app, async () => {
        t.match(await send(administrator), { status: 404 });
      });
      t.match(missing, [{ act: 'command.refused', data: { code: 'object.not_found' } }]);
    }
    t.same(await app.owner(COUNTS), before, 'no table has gained or lost a row');
  });

  await t.test('what has no shape is not even a refusal', async (t) => {
    const leaves = await added(app, async () => {
      for (const command of registry.commands) {
        const { status } = await administrator.rest({
          method: 'POST',
          url: verbPath(collections, command).replace(':id', 'x'),
          headers: { 'if-match': '*', 'idempotency-key': newId(), reason: 'test' },
          payload: { noSuchField: 1 },
        });
        t.equal(status, 400, command.name);
      }
    });
    t.same(leaves, []);
  });
});
