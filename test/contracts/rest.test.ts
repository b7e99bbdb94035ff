import tap, { test } from 'tap';
import { errorCatalogue } from '../../src/kernel/errors.ts';
import { newId } from '../../src/kernel/ids.ts';
import { collectionsOf } from '../../src/kernel/rest/collections.ts';
import { type Caller, type TestApp, testApp } from '../helpers/app.ts';
import { ADMINISTRATOR, allowEverything, program } from './everyone.ts';
import { sampleRows } from './sample-rows.ts';

const collections = collectionsOf(program.model);
const OUTLETS = 23;

const openOutlet = async (app: TestApp, code: string): Promise<string> => {
  const input = { code, name: `支行${code}`, level: 'FIRST_BRANCH' };
  const parentId = `outlet_${app.world.outletId}`;
  return (await app.as(ADMINISTRATOR).command('outlet.open', { ...input, parentId })).outlet;
};

type Answer = Awaited<ReturnType<Caller['rest']>>;

const nextOf = ({ headers }: Answer): string | undefined =>
  /^<([^>]+)>; rel="next"$/.exec(String(headers.link ?? ''))?.[1];

const app = await testApp(tap);

test('versions', async (t) => {
  const { rest } = app.as(ADMINISTRATOR);
  const id = await openOutlet(app, 'V1');
  const url = `/v1/outlets/${id}`;
  const revise = (headers: Record<string, string>) =>
    rest({
      method: 'POST',
      url: `${url}/revise`,
      headers: { 'idempotency-key': newId(), ...headers },
      payload: { name: '新名' },
    });

  await t.test('a read carries its version and knows an unchanged one', async (t) => {
    const first = await rest({ method: 'GET', url });
    t.equal(first.headers.etag, '"1"');
    const again = await rest({ method: 'GET', url, headers: { 'if-none-match': '"1"' } });
    t.match(again, { status: 304, text: '', headers: { etag: '"1"' } });
    const older = await rest({ method: 'GET', url, headers: { 'if-none-match': '"0"' } });
    t.equal(older.status, 200);
  });

  await t.test('a change needs the version read, and it must still hold', async (t) => {
    t.match(await revise({}), { status: 428, body: { code: 'object.version_required' } });
    t.match(await revise({ 'if-match': '"7"' }), { status: 412, body: { code: 'object.stale' } });
    t.match(await revise({ 'if-match': 'W/"1"' }), { status: 412 }, 'a weak tag is no version');
    t.match(await revise({ 'if-match': '"1"' }), { status: 200 });
    t.match(await revise({ 'if-match': '"1"' }), { status: 412 }, 'now it is older');
    t.match(await revise({ 'if-match': '*' }), { status: 200 }, 'whatever is there');
    t.equal((await rest({ method: 'GET', url })).headers.etag, '"3"');
  });
});

test('pages', async (t) => {
  const { rest } = app.as(ADMINISTRATOR);
  for (let place = 1; place <= OUTLETS; place += 1) {
    await openOutlet(app, `P${String(place).padStart(2, '0')}`);
  }

  const follow = async (start: string): Promise<{ ids: string[]; pages: number }> => {
    const ids: string[] = [];
    let pages = 0;
    for (let url: string | undefined = start; url !== undefined; pages += 1) {
      const answer: Answer = await rest({ method: 'GET', url });
      t.equal(answer.status, 200, url);
      ids.push(...answer.body.nodes.map((node: { id: string }) => node.id));
      url = nextOf(answer);
    }
    return { ids, pages };
  };

  await t.test('next leads through every row once, in either direction', async (t) => {
    const [{ count } = { count: 0 }] = await app.owner<{ count: number }>(
      'select count(*)::int as count from outlet where institution_id = $1',
      [app.world.bankId],
    );
    for (const start of ['/v1/outlets?first=5', '/v1/outlets?first=5&order=CODE']) {
      const { ids, pages } = await follow(start);
      t.equal(ids.length, count, start);
      t.equal(new Set(ids).size, count);
      t.equal(pages, Math.ceil(count / 5));
      const back = await follow(start.replace('first', 'last'));
      t.same(new Set(back.ids), new Set(ids), 'from the back too');
    }
    const { ids } = await follow('/v1/outlets?first=4&level=FIRST_BRANCH');
    t.equal(ids.length, OUTLETS + 1, 'a filter stays on');
  });

  await t.test(
    'rows that come meanwhile neither hide nor repeat those that were there',
    async (t) => {
      const there = (await follow('/v1/outlets?first=100')).ids;
      const seen: string[] = [];
      let place = 0;
      for (let url: string | undefined = '/v1/outlets?first=3&order=CODE'; url !== undefined; ) {
        place += 1;
        const [answer] = await Promise.all([
          rest({ method: 'GET', url }),
          // Before, between and after what has been read so far.
          ...['A', 'P10', 'P', 'Z'].map((prefix) => openOutlet(app, `${prefix}-${place}`)),
        ]);
        seen.push(...answer.body.nodes.map((node: { id: string }) => node.id));
        url = nextOf(answer);
        if (place > 60) throw new Error('the list has no end');
      }
      t.equal(new Set(seen).size, seen.length, 'no row twice');
      t.same(
        there.filter((id) => !seen.includes(id)),
        [],
        'no row missing',
      );
    },
  );
});

test('every error is a problem whose type resolves', async (t) => {
  const { rest } = app.as(ADMINISTRATOR);
  const key = () => ({ 'idempotency-key': newId() });
  const outlet = `/v1/outlets/outlet_${app.world.outletId}`;
  const post = (url: string, payload: unknown, headers: Record<string, string> = key()) =>
    rest({ method: 'POST', url, payload: payload as object, headers });
  const json = { 'content-type': 'application/json' };
  const anyone = { authorization: '' };
  const provoked: Record<string, Promise<Answer>> = {
    '401 auth.unauthenticated': rest({ method: 'GET', url: '/v1/outlets', headers: anyone }),
    '403 auth.forbidden': app.as('auditor').rest({
      method: 'POST',
      url: '/v1/people/register',
      payload: { code: 'x', name: 'X' },
      headers: key(),
    }),
    '404 request.not_found': rest({ method: 'GET', url: '/v1/nowhere' }),
    '405 request.method': rest({ method: 'DELETE', url: outlet }),
    '404 object.not_found': rest({ method: 'GET', url: `/v1/outlets/outlet_${newId()}` }),
    '400 input.invalid': post('/v1/people/register', { code: 'BAD CODE', name: 'X' }),
    '400 query.page_size': rest({ method: 'GET', url: '/v1/outlets?first=101' }),
    '400 query.cursor': rest({ method: 'GET', url: '/v1/outlets?first=1&after=x' }),
    '428 object.version_required': post(`${outlet}/revise`, { name: 'X' }),
    '412 object.stale': post(`${outlet}/revise`, { name: 'X' }, { ...key(), 'if-match': '"99"' }),
    '400 idempotency.key_required': post('/v1/people/register', { code: 'x', name: 'X' }, {}),
    '400 command.reason_required': post(`${outlet}/close`, {}, { ...key(), 'if-match': '*' }),
    '422 outlet.parent_required': post('/v1/outlets/open', {
      code: 'O',
      name: 'O',
      level: 'HEAD_OFFICE',
      parentId: `outlet_${app.world.outletId}`,
    }),
    '409 outlet.code_taken': post('/v1/outlets/open', {
      code: 'HEAD',
      name: 'O',
      level: 'HEAD_OFFICE',
    }),
    '415 input.media_type': rest({
      method: 'POST',
      url: '/v1/people/register',
      payload: '<x/>',
      headers: { ...key(), 'content-type': 'application/xml' },
    }),
    '413 input.too_large': rest({
      method: 'POST',
      url: '/v1/people/register',
      payload: JSON.stringify({ name: 'x'.repeat(3_000_000) }),
      headers: { ...key(), ...json },
    }),
  };
  for (const [name, pending] of Object.entries(provoked)) {
    const { status, headers, body, text } = await pending;
    const [wanted, code] = name.split(' ');
    t.equal(`${status} ${body.code}`, `${wanted} ${code}`, text.slice(0, 200));
    t.match(headers['content-type'], /^application\/problem\+json/, name);
    t.match(body, { type: `/problems/${code}`, title: String, status, detail: String });
    t.match(body.correlationId, /^[\w.-]{8,128}$/, name);
    t.notMatch(text, /select |insert |node_modules|\.ts:/i, `${name} shows nothing of the inside`);
    const page = await rest({ method: 'GET', url: body.type });
    t.match(page, { status: 200, body: { code, status } }, `${name} resolves`);
  }
  for (const code of Object.keys(errorCatalogue())) {
    t.equal((await rest({ method: 'GET', url: `/problems/${code}` })).status, 200, code);
  }
});

test('every list pages over every row', async (t) => {
  await allowEverything(app);
  const institutions = [app.world.bankId, app.world.otherBankId];
  const rows = 7;
  await sampleRows(app, { institutions, count: rows });
  const administrator = app.as(ADMINISTRATOR);
  for (const { noun, list } of collections) {
    const wanted = noun.table === 'institution' ? 1 : rows;
    const orders = [undefined, ...Object.keys(noun.orders ?? {})];
    const total = await administrator.query(`{ ${list}(first: 1) { totalCount } }`);
    for (const order of orders) {
      const ids: string[] = [];
      let after: string | null = null;
      do {
        const args: string = `first: 3${order ? `, order: ${order}` : ''}${after ? `, after: "${after}"` : ''}`;
        const query: string = `{ ${list}(${args}) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
        const page = (await administrator.query(query))[list];
        ids.push(...page.nodes.map((node: { id: string }) => node.id));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null && ids.length < 1_000);
      t.equal(new Set(ids).size, ids.length, `${list} by ${order ?? 'age'}: no row twice`);
      t.equal(ids.length, total[list].totalCount, `${list} by ${order ?? 'age'}: none missing`);
      t.ok(ids.length >= wanted, list);
    }
  }
});
