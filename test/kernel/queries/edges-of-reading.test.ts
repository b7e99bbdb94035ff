import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { GRIDS, staffedGrids } from './staffed-grids.ts';

test('the edges of reading', async (t) => {
  const app = await staffedGrids(t);
  const admin = app.as('administrator');
  const refusal = async (query: string, variables = {}) => {
    const { errors } = await admin.graphql(query, variables);
    return errors?.[0]?.extensions.code;
  };

  await t.test('text is matched as it stands', async (t) => {
    const found = async (nameContains: string): Promise<string[]> => {
      const { people } = await admin.query(
        `query ($part: String) { people(first: 50, order: CODE, filter: { nameContains: $part }) { nodes { name } } }`,
        { part: nameContains },
      );
      const url = `/v1/people?order=CODE&nameContains=${encodeURIComponent(nameContains)}`;
      const rest = await admin.rest({ method: 'GET', url });
      t.same(
        rest.body.nodes.map(({ name }: { name: string }) => name),
        names(people),
        'REST too',
      );
      return names(people);
    };
    const names = (page: { nodes: { name: string }[] }) => page.nodes.map(({ name }) => name);
    const table: [string, string[]][] = [
      ['50%', ['王50%折']],
      ['%', ['王50%折']],
      ['_', ['李_下']],
      ['\\', ['赵\\六']],
      ['🙂', ['张🙂三']],
      ['欧阳', ['欧阳建国']],
      ["'; drop table person; --", []],
      ['%_%', []],
      ['$1', []],
    ];
    for (const [part, expected] of table) t.same(await found(part), expected, part);
    t.ok((await found('')).length > 5, 'an empty part is in every name');
  });

  await t.test('a cursor leads nowhere but where it came from', async (t) => {
    const { people, outlets, byAge } = await admin.query(
      `{ people(first: 1, order: CODE) { pageInfo { endCursor } }
         outlets(first: 1, order: CODE) { pageInfo { endCursor } }
         byAge: outlets(first: 1) { pageInfo { endCursor } } }`,
    );
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
    const [list, code] = JSON.parse(Buffer.from(outlets.pageInfo.endCursor, 'base64').toString());
    const foreign = [
      people.pageInfo.endCursor,
      byAge.pageInfo.endCursor,
      '',
      'x',
      encode(null),
      encode([]),
      encode({}),
      encode([list]),
      encode([list, 'a\0b']),
      encode([list, '\ud800']),
      encode([list, null]),
      encode([list, { a: 1 }]),
      encode([list, code, 1]),
      'A'.repeat(2_000),
    ];
    const AFTER =
      'query ($at: String) { outlets(first: 1, order: CODE, after: $at) { totalCount } }';
    for (const at of foreign) {
      t.equal(await refusal(AFTER, { at }), 'query.cursor', at.slice(0, 80));
      const url = `/v1/outlets?order=CODE&after=${encodeURIComponent(at)}`;
      t.match(await admin.rest({ method: 'GET', url }), {
        status: 400,
        body: { code: 'query.cursor' },
      });
    }
    const held = (value: string, id: string) =>
      admin.rest({
        method: 'GET',
        url: `/v1/trainings?order=HELD&after=${encode(['Training.HELD', value, id])}`,
      });
    const dated = await held('someday', newId());
    t.match(dated, { status: 400, body: { code: 'query.invalid' } }, 'a forged value is a value');
    const tied = await held('2026-01-01', 'not-a-uuid');
    t.match(tied, { status: 400, body: { code: 'query.cursor' } }, 'a tie is broken by an id');
    t.equal(await refusal(AFTER, { at: outlets.pageInfo.endCursor }), undefined);
  });

  await t.test('a page has a size', async (t) => {
    const page = (args: string) => `{ outlets${args} { totalCount } }`;
    const nested = (args: string) => `{ outlet(code: "HEAD") { children${args} { totalCount } } }`;
    const wrong = [
      '',
      '(first: 0)',
      '(first: -1)',
      '(first: 101)',
      '(last: 101)',
      '(first: -0)',
      '(first: 1, last: 1)',
      '(first: null)',
    ];
    for (const args of wrong) {
      t.equal(await refusal(page(args)), 'query.page_size', args);
      t.equal(await refusal(nested(args)), 'query.page_size', `nested ${args}`);
    }
    const SIZED = 'query ($n: Int) { outlets(first: $n) { totalCount } }';
    t.equal(await refusal(SIZED, { n: 5 }), undefined);
    for (const n of [0, -1, 101, 2_147_483_647, null, undefined]) {
      t.equal(await refusal(SIZED, { n }), 'query.page_size', `${n} after a good plan`);
    }
  });

  await t.test('GET answers as POST does', async (t) => {
    const query =
      'query Page($n: Int!) { outlets(first: $n, order: CODE) { nodes { code name } } node(id: "x_1") { id } }';
    const variables = { n: 3 };
    const posted = await admin.rest({
      method: 'POST',
      url: '/graphql',
      payload: { query, variables },
    });
    const search = new URLSearchParams({
      query,
      variables: JSON.stringify(variables),
      operationName: 'Page',
    });
    const got = await admin.rest({ method: 'GET', url: `/graphql?${search}` });
    t.same(got.body.data, posted.body.data);
    t.equal(got.body.data.node, null);
    t.equal(got.body.data.outlets.nodes.length, 3);
  });

  await t.test('REST says of a row what GraphQL does, however wide it is', async (t) => {
    const { status, body } = await admin.rest({ method: 'GET', url: '/v1/grids?order=CODE' });
    t.equal(status, 200);
    t.equal(body.nodes.length, GRIDS);
    const loans = await admin.rest({ method: 'GET', url: '/v1/loans' });
    t.equal(loans.status, 200, 'a loan has over fifty fields');
  });
});
