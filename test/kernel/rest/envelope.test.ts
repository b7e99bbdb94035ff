import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { testApp } from '../../helpers/app.ts';

/** Every row there is, so that a dry run can be seen to leave no trace at all. */
const DUMP = `select relname as table, query_to_xml(
    format('select row::text from %I row order by 1', relname), false, true, '')::text as rows
  from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`;

test('what travels beside an input', async (t) => {
  const app = await testApp(t);
  const admin = app.as('administrator');
  const post = (url: string, headers: Record<string, string>, payload: object = {}) =>
    admin.rest({ method: 'POST', url, headers, payload });
  const keyed = (headers: Record<string, string> = {}) => ({
    'idempotency-key': newId(),
    'if-match': '*',
    ...headers,
  });
  const person = async (code: string): Promise<{ id: string; url: string }> => {
    const { person: id } = await admin.command('person.register', { code, name: '张三' });
    return { id, url: `/v1/people/${id}` };
  };

  await t.test('a dry run keeps nothing, needs no key and looks the same', async (t) => {
    const before = await app.owner(DUMP);
    const input = { code: 'dry', name: '王五' };
    const dry = await post('/v1/people/register', { 'dry-run': 'true' }, input);
    const { data } = await admin.graphql(
      `mutation ($input: PersonRegisterInput!) {
        personRegister(input: $input, envelope: { dryRun: true }) {
          result { person { id } } approval { status } userErrors { code } } }`,
      { input },
    );
    t.same(await app.owner(DUMP), before);
    t.same(data.personRegister.userErrors, []);
    const real = await post('/v1/people/register', keyed(), input);
    t.equal(dry.status, real.status);
    t.match(dry.body, { result: { person: /^person_/ }, approval: null });
    t.same(Object.keys(dry.body.result), Object.keys(real.body.result));
  });

  await t.test('a dry run is refused as the run would be, and leaves no fact', async (t) => {
    const before = await app.owner(DUMP);
    const input = { code: 'dry', name: '王五' };
    t.match(await post('/v1/people/register', { 'dry-run': 'true' }, input), {
      status: 409,
      body: { code: 'person.code_taken' },
    });
    t.same(await app.owner(DUMP), before);
  });

  await t.test('who may not hears what is missing: the permission, or its reach', async (t) => {
    const manager = app.as('grid.manager');
    const ask = () =>
      manager.rest({ method: 'POST', url: '/v1/grids/set-rules', headers: keyed(), payload: {} });
    const refused = (details: object) => ({
      status: 403,
      body: { code: 'auth.forbidden', details },
    });
    const permit = (words: string) =>
      app.owner(`update role set ${words} where code = 'GRID_MANAGER'`);
    await permit(`permissions = array_remove(permissions, 'grid.manage')`);
    t.match(await ask(), refused({ permission: 'grid.manage' }));
    await permit(`permissions = permissions || '{grid.manage}', scope_kind = 'OUTLET'`);
    t.match(await ask(), refused({ scope: 'INSTITUTION' }));
  });

  await t.test('a dry run spelt otherwise has no effect either', async (t) => {
    for (const spelt of ['TRUE', '1', 'yes', '', 'true, true']) {
      const input = { code: 'spelt', name: '王五' };
      t.match(await post('/v1/people/register', keyed({ 'dry-run': spelt }), input), {
        status: 400,
        body: { code: 'input.invalid', path: ['dry-run'] },
      });
    }
    t.equal((await app.owner(`select 1 from person where code = 'spelt'`)).length, 0);
  });

  await t.test('a reason is percent-encoded UTF-8', async (t) => {
    const { id, url } = await person('reasoned');
    const leave = (reason: string) => post(`${url}/leave`, keyed({ reason }));
    const bad = ['%', '%zz', '%E6%9D', '%ff', 'r%C3%28', '%00', 'a%00b', '\xe9', 'x'.repeat(501)];
    for (const reason of [...bad, encodeURIComponent('长'.repeat(501))]) {
      t.match(await leave(reason), {
        status: 400,
        body: { code: 'input.invalid', path: ['reason'] },
      });
    }
    t.match(await leave(' '), { status: 400, body: { code: 'command.reason_required' } });
    t.match(await leave(encodeURIComponent(' 调往“潜江”支行 🙂 ')), { status: 200 });
    const [fact] = await app.owner(
      `select (select reason from journal_reason where id = (leaf ->> 'id')::uuid) as reason from (
         select convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry) entries
       where leaf ->> 'act' = 'person.left' and leaf::text like '%' || $1 || '%'`,
      [id.slice(id.indexOf('_') + 1)],
    );
    t.same(fact, { reason: '调往“潜江”支行 🙂' });
  });

  await t.test('a change names the version it saw', async (t) => {
    const { url } = await person('versioned');
    const link = (headers: Record<string, string>) =>
      post(
        `${url}/link-login`,
        { 'idempotency-key': newId(), ...headers },
        {
          issuer: 'urn:jingtian:test',
          subject: newId(),
        },
      );
    t.match(await link({}), { status: 428, body: { code: 'object.version_required' } });
    const stale = ['"2"', '"0"', '1', 'W/"1"', '"1", "2"', '"01x"', '"-1"', '""', '"99999999999"'];
    for (const tag of stale) {
      t.match(
        await link({ 'if-match': tag }),
        { status: 412, body: { code: 'object.stale' } },
        tag,
      );
    }
    t.match(await link({ 'if-match': '"1"' }), { status: 200 });
  });

  await t.test('of two changes from one version exactly one wins', async (t) => {
    for (let round = 0; round < 5; round += 1) {
      const code = `V${round}`;
      const { outlet } = await admin.command('outlet.open', {
        code,
        name: 'x',
        level: 'FIRST_BRANCH',
        parentId: `outlet_${app.world.outletId}`,
      });
      const revise = (name: string) =>
        post(`/v1/outlets/${outlet}/revise`, keyed({ 'if-match': '"1"' }), { name });
      const answers = await Promise.all(['甲', '乙', '丙', '丁'].map(revise));
      t.same(answers.map(({ status }) => status).sort(), [200, 412, 412, 412]);
      const won = answers.findIndex(({ status }) => status === 200);
      const read = await admin.rest({ method: 'GET', url: `/v1/outlets/${outlet}` });
      t.equal(read.body.name, ['甲', '乙', '丙', '丁'][won]);
      t.equal(read.headers.etag, '"2"');
    }
  });
});
