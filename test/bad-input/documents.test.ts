import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { testApp } from '../helpers/app.ts';
import { LEAK, unharmed } from './unharmed.ts';

const deep = (levels: number): string =>
  `{ outlet(code: "HEAD") { ${'parent { '.repeat(levels)} code ${'} '.repeat(levels)} } }`;
const wide = (count: number): string =>
  `{ ${Array.from({ length: count }, (_, index) => `a${index}: viewer { code }`).join(' ')} }`;

/** Documents, and the code of their refusal. */
const DOCUMENTS: [name: string, query: string, code: string][] = [
  ['empty', '', 'query.invalid'],
  ['no document', 'select * from person', 'query.invalid'],
  ['cut off', '{ people(first: 1) { nodes { code }', 'query.invalid'],
  ['unknown field', '{ people(first: 1) { nodes { password } } }', 'query.invalid'],
  ['unknown root', '{ logins { subject } }', 'query.invalid'],
  ['unknown argument', '{ people(limit: 1) { totalCount } }', 'query.invalid'],
  ['unknown filter', '{ people(first: 1, filter: { id: 1 }) { totalCount } }', 'query.invalid'],
  ['unknown order', '{ people(first: 1, order: AGE) { totalCount } }', 'query.invalid'],
  ['wrong type', '{ people(first: "1") { totalCount } }', 'query.invalid'],
  ['huge number', '{ people(first: 99999999999) { totalCount } }', 'query.invalid'],
  ['1e400', '{ people(first: 1e400) { totalCount } }', 'query.invalid'],
  ['no date', '{ appointments(first: 1, asOf: "2026-02-30") { totalCount } }', 'query.invalid'],
  ['year 0', '{ appointments(first: 1, asOf: "0000-01-01") { totalCount } }', 'query.invalid'],
  ['date as number', '{ appointments(first: 1, asOf: 20260302) { totalCount } }', 'query.invalid'],
  [
    'NUL',
    '{ people(first: 1, filter: { nameContains: "\\u0000" }) { totalCount } }',
    'query.invalid',
  ],
  ['NUL in a look-up', '{ person(code: "a\\u0000") { id } }', 'query.invalid'],
  ['lone surrogate', '{ person(code: "\\ud800") { id } }', 'query.invalid'],
  ['raw NUL', '{ person(code: "a\0") { id } }', 'query.invalid'],
  ['huge page', '{ people(first: 1000000) { totalCount } }', 'query.page_size'],
  ['no page', '{ people { totalCount } }', 'query.page_size'],
  ['deep', deep(15), 'query.invalid'],
  ['very deep', deep(300), 'query.invalid'],
  ['wide', wide(16), 'query.invalid'],
  ['very wide', `{ ${'viewer { code } '.repeat(300)} }`, 'query.invalid'],
  ['many directives', `{ viewer { ${'code @skip(if: false) '.repeat(60)} } }`, 'query.invalid'],
  ['a long alias', `{ ${'a'.repeat(64)}: viewer { code } }`, 'query.invalid'],
  ['a fragment in itself', '{ viewer { ...A } } fragment A on Viewer { ...A }', 'query.invalid'],
  ['two operations', 'query A { viewer { code } } query B { viewer { code } }', 'query.invalid'],
  ['a subscription', 'subscription { viewer { code } }', 'query.invalid'],
  [
    'too much',
    '{ outlets(first: 100) { nodes { children(first: 100) { nodes { children(first: 100) { nodes { code } } } } } } }',
    'query.too_expensive',
  ],
];

test('documents, addresses and query strings', async (t) => {
  const app = await testApp(t);
  const admin = app.as('administrator');
  const codeOf = (body: { errors?: { extensions: { code: string } }[] }) =>
    body.errors?.[0]?.extensions.code;

  await t.test('documents that are refused', (t) =>
    unharmed(t, app, async () => {
      for (const [name, query, code] of DOCUMENTS) {
        const post = await admin.rest({ method: 'POST', url: '/graphql', payload: { query } });
        t.equal(codeOf(post.body), code, name);
        t.equal(post.body.data, undefined, `${name}: no data`);
        t.notMatch(post.text, LEAK, name);
        const url = `/graphql?${new URLSearchParams({ query })}`;
        const get = await admin.rest({ method: 'GET', url });
        if (get.status !== 404) t.equal(codeOf(get.body), code, `GET ${name}`);
      }
    }),
  );

  await t.test('requests that hold no document', (t) =>
    unharmed(t, app, async () => {
      const query = '{ viewer { code } }';
      const payloads: object[] = [
        {},
        { query: null },
        { query: 5 },
        { query: [query] },
        { query: { kind: 'Document', definitions: [] } },
        { query, variables: [] },
        { query, variables: 'x' },
        { query, operationName: 5 },
        { query, extensions: 'x' },
        { documentId: 'sha256:00' },
        { documentId: ['sha256:00'] },
        [{ query }],
      ];
      for (const payload of payloads) {
        const { status, body } = await admin.rest({ method: 'POST', url: '/graphql', payload });
        t.equal(status, 400, JSON.stringify(payload));
        t.equal(codeOf(body), 'query.invalid');
      }
      const unknown = { documentId: `sha256:${'0'.repeat(64)}` };
      const missing = await admin.rest({ method: 'POST', url: '/graphql', payload: unknown });
      t.equal(codeOf(missing.body), 'query.unknown_document');
      for (const search of ['', 'query=', 'query=%7B', 'variables=%7B', 'query=a&query=b']) {
        const answer = await admin.rest({ method: 'GET', url: `/graphql?${search}` });
        t.equal(codeOf(answer.body), 'query.invalid', search);
      }
    }),
  );

  await t.test('a mutation by GET changes nothing', (t) =>
    unharmed(t, app, async () => {
      const query = `mutation { personRegister(input: { code: "got", name: "x" }, envelope: { idempotencyKey: "k" }) { userErrors { code } } }`;
      const url = `/graphql?${new URLSearchParams({ query })}`;
      t.equal((await admin.rest({ method: 'GET', url })).status, 405);
    }),
  );

  await t.test('variables of another type', (t) =>
    unharmed(t, app, async () => {
      const query = `query ($first: Int, $day: Date, $level: [OutletLevel!], $id: ID!) {
        outlets(first: $first, filter: { level: $level }) { totalCount }
        appointments(first: 1, asOf: $day) { totalCount } node(id: $id) { id } }`;
      const good = { first: 1, day: '2026-03-02', level: ['HEAD_OFFICE'], id: 'x' };
      t.equal(codeOf(await admin.graphql(query, good)), undefined);
      const cases: [object, unknown[]][] = [
        [{ first: '1' }, ['first']],
        [{ first: 1.5 }, ['first']],
        [{ first: 2 ** 31 }, ['first']],
        [{ first: [1] }, ['first']],
        [{ day: '2026-02-30' }, ['day']],
        [{ day: '' }, ['day']],
        [{ day: 5 }, ['day']],
        [{ level: ['SHED'] }, ['level', 0]],
        [{ level: [null] }, ['level', 0]],
        [{ level: [['HEAD_OFFICE']] }, ['level', 0]],
        [{ id: null }, ['id']],
        [{ id: {} }, ['id']],
        [{ id: 1.5 }, ['id']],
      ];
      for (const [bad, path] of cases) {
        const answer = await admin.graphql(query, { ...good, ...bad });
        t.equal(codeOf(answer), 'query.invalid', JSON.stringify(bad));
        t.same(answer.errors[0].extensions.field, ['variables', ...path], JSON.stringify(bad));
        t.notMatch(JSON.stringify(answer), LEAK);
      }
    }),
  );

  await t.test('ids that lead nowhere', async (t) => {
    const [other] = await app.owner<{ id: string }>(
      'select id from person where institution_id = $1 limit 1',
      [app.world.otherBankId],
    );
    const own = app.world.people.auditor;
    const ids = [
      '',
      'x',
      'person',
      'person_',
      'person_1',
      `person_${own?.toUpperCase()}`,
      `Person_${own}`,
      `outlet_${own}`,
      `nothing_${own}`,
      `login_${own}`,
      `${own}`,
      `person_${own} `,
      `person_${own}' or '1'='1`,
      `person_${newId()}`,
      `person_${other?.id}`,
      '../../etc/passwd',
      '%00',
      'constructor',
      '__proto__',
      '9'.repeat(5_000),
    ];
    for (const id of ids) {
      const { node, person } = await admin.query(
        'query ($id: ID!) { node(id: $id) { id } person(id: $id) { id } }',
        { id },
      );
      t.same({ node, person }, { node: null, person: null }, id);
      const url = `/v1/people/${encodeURIComponent(id)}`;
      if (id === '') continue;
      const answer = await admin.rest({ method: 'GET', url });
      t.equal(answer.status, 404, id.slice(0, 60));
      t.match(answer.body.code, /^(object|request)\.not_found$/);
      t.notMatch(answer.text, LEAK);
    }
  });

  await t.test('query strings', async (t) => {
    const table: [string, string, unknown[]][] = [
      ['people?nickname=x', 'input.invalid', ['nickname']],
      ['people?__proto__=x', 'input.invalid', ['__proto__']],
      ['people?constructor=x', 'input.invalid', ['constructor']],
      ['people?first=x', 'input.invalid', ['first']],
      ['people?first=1.5', 'input.invalid', ['first']],
      ['people?first=', 'input.invalid', ['first']],
      ['people?first=99999999999', 'input.invalid', ['first']],
      ['people?first=1&first=2', 'input.invalid', ['first']],
      ['people?first=0', 'query.page_size', ['first']],
      ['people?first=101', 'query.page_size', ['first']],
      ['people?first=1&last=1', 'query.page_size', ['last']],
      ['people?order=AGE', 'input.invalid', ['order']],
      ['people?status=GONE', 'input.invalid', ['status', 0]],
      ['people?status=', 'input.invalid', ['status', 0]],
      ['people?nameContains=%00', 'input.invalid', ['nameContains']],
      ['people?after=x', 'query.cursor', ['after']],
      ['appointments?asOf=2026-02-30', 'input.invalid', ['asOf']],
      ['appointments?anyTime=1', 'input.invalid', ['anyTime']],
      ['grids/well-field?constructor=1', 'input.invalid', ['constructor']],
      ['grids/well-field?__proto__=1', 'input.invalid', ['__proto__']],
      ['grids/well-field?areaCode=%00', 'input.invalid', ['areaCode']],
      ['grids/well-field?areaCode=a&areaCode=b', 'input.invalid', ['areaCode']],
      ['journal-entries?from=2026-03-02', 'input.invalid', ['from']],
      ['journal-entries?from=2026-03-02T24:00:00Z', 'input.invalid', ['from']],
      ['journal-entries?from=2026-03-02T00:00:00%2B23:00', 'input.invalid', ['from']],
      ['journal-entries?from=2026-02-30T00:00:00Z', 'input.invalid', ['from']],
    ];
    for (const [url, code, path] of table) {
      const answer = await admin.rest({ method: 'GET', url: `/v1/${url}` });
      t.equal(answer.status, 400, url);
      t.equal(answer.body.code, code, url);
      t.same(answer.body.path ?? [], path, url);
      t.notMatch(answer.text, LEAK, url);
    }
    for (const url of ['people?nameContains=%ff', 'people?code=%', 'grids?completenessBelow=1']) {
      const answer = await admin.rest({ method: 'GET', url: `/v1/${url}` });
      t.ok(answer.status < 500, url);
    }
    const below = await admin.rest({ method: 'GET', url: '/v1/customers?completenessBelow=99999' });
    t.ok(below.status === 200 || below.body.code === 'query.invalid', 'beyond its column');
  });
});
