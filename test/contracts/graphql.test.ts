import { monitorEventLoopDelay } from 'node:perf_hooks';
import { GraphQLError, type GraphQLObjectType, Kind, parse } from 'graphql';
import { serverAudits } from 'graphql-http';
import tap, { test } from 'tap';
import {
  MAX_ALIASES,
  MAX_DEPTH,
  MAX_DIRECTIVES,
  MAX_TOKENS,
} from '../../src/kernel/graphql/rules.ts';
import { globalId, newId } from '../../src/kernel/ids.ts';
import { testApp } from '../helpers/app.ts';
import { ADMINISTRATOR, allowEverything, program } from './everyone.ts';
import { sampleRows } from './sample-rows.ts';

const jitted = await testApp(tap, { jit: true });
const plain = await testApp(tap, { jit: false });
const { rest } = jitted.as(ADMINISTRATOR);
const AUDITS = 61;
const GRAPHQL_TYPE = 'application/graphql-response+json';

type Body = {
  data?: Record<string, unknown>;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions: { code: string; correlationId: string };
  }[];
  extensions?: { cost: Record<string, number> };
};
type Answer = { status: number; body: Body; text: string };

const post = (payload: object | string): Promise<Answer> =>
  rest({
    method: 'POST',
    url: '/graphql',
    payload,
    headers: { 'content-type': 'application/json', accept: GRAPHQL_TYPE },
  });
const ask = (query: string, variables: Record<string, unknown> = {}) => post({ query, variables });

const codeOf = ({ body }: Answer): string | undefined => body.errors?.[0]?.extensions.code;

test('the audits of GraphQL over HTTP', async (t) => {
  const url = `${await jitted.app.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
  const fetchFn = (address: string, init: RequestInit = {}) => {
    const headers = { ...init.headers, authorization: `Bearer ${ADMINISTRATOR}` };
    return fetch(address, { ...init, headers });
  };
  const audits = serverAudits({ url, fetchFn });
  t.equal(audits.length, AUDITS);
  for (const audit of audits) {
    const { status, name, ...result } = await audit.fn();
    t.equal(status, 'ok', name, result);
  }
});

test('one operation per document, the JIT warm or not', async (t) => {
  const read = 'query A { viewer { code } }';
  const write = (code: string) =>
    `mutation B { personRegister(input: { code: "${code}", name: "X" }, envelope: { idempotencyKey: "${newId()}" }) { result { person { id } } } }`;
  const two = `${read} ${write('two-operations')}`;
  for (let time = 0; time < 3; time += 1) {
    for (const operationName of ['A', 'B', undefined]) {
      const answer = await post({ query: two, operationName });
      t.match(answer, {
        status: 400,
        body: { errors: [{ extensions: { code: 'query.invalid' } }] },
      });
    }
    t.match(await ask(read), { status: 200, body: { data: { viewer: { code: ADMINISTRATOR } } } });
  }
  for (let time = 0; time < 3; time += 1) {
    const query = encodeURIComponent(write('by-get'));
    const answer = await rest({ method: 'GET', url: `/graphql?query=${query}` });
    t.equal(answer.status, 405);
    t.equal(answer.headers.allow, 'POST');
  }
  const codes = ['two-operations', 'by-get'];
  t.same(await jitted.owner('select code from person where code = any($1)', [codes]), []);
});

test('errors', async (t) => {
  await t.test(
    'a request error has no data; a field error has, with integers in its path',
    async (t) => {
      for (const query of ['{', '{ nowhere }', 'query ($a: Int!) { viewer { code } }', '']) {
        const answer = await ask(query);
        t.equal(answer.status, 400, query);
        t.notOk('data' in answer.body, query);
        t.equal(codeOf(answer), 'query.invalid');
      }
      const fields = jitted.app.graphql.schema.getType('Viewer') as GraphQLObjectType;
      const { roles } = fields.getFields();
      if (!roles) throw new Error('Viewer has no roles');
      const own = roles.resolve;
      roles.resolve = () => ['ONE', new GraphQLError('two'), 'THREE'];
      t.teardown(() => {
        roles.resolve = own as NonNullable<typeof own>;
      });
      const { status, body } = await ask('{ viewer { code inList: roles } }');
      t.equal(status, 200);
      t.equal(body.data?.viewer ?? null, null, 'null goes up to what may be null');
      t.same(body.errors?.[0]?.path, ['viewer', 'inList', 1]);
      t.type(body.errors?.[0]?.path?.[2], 'number');
    },
  );

  await t.test('a refusal names the place in the answer, and beside it the field', async (t) => {
    const located = `{ viewer { code }
      here: gridLocate(longitude: 181, latitude: 30, crs: WGS84) { longitude } }`;
    for (const app of [jitted, plain]) {
      for (let time = 0; time < 3; time += 1) {
        const { errors } = await app.as(ADMINISTRATOR).graphql(located);
        t.same(errors[0].path, ['here']);
        t.match(errors[0].extensions, { code: 'input.invalid', field: ['longitude'] });
        const [fault] = errors[0].extensions.details.faults;
        t.match(fault, { path: ['longitude'], message: /<=180/, messageZh: /数值过大/ });
      }
    }
  });

  await t.test('a fault shows nothing but its number', async (t) => {
    const query = jitted.app.graphql.schema.getQueryType();
    const viewer = query?.getFields().viewer;
    if (!viewer) throw new Error('Query has no viewer');
    const own = viewer.resolve;
    t.teardown(() => {
      viewer.resolve = own as NonNullable<typeof own>;
    });
    const thrown = [
      new Error('secret'),
      new GraphQLError('secret', { originalError: new Error('secret') }),
      Object.assign(new Error('secret'), { extensions: { secret: true } }),
      Object.assign(new Error('secret in select 1'), { code: '42601', severity: 'ERROR' }),
    ];
    for (const [index, error] of thrown.entries()) {
      viewer.resolve = () => {
        throw error;
      };
      for (const alias of ['cold', 'warm', 'warm', 'warm']) {
        const { body, text } = await ask(`{ ${alias}${index}: viewer { code } }`);
        t.notMatch(text, /secret|select 1|stack/);
        t.equal(body.errors?.[0]?.extensions.code, 'server.fault');
        t.match(body.errors?.[0]?.extensions.correlationId, /^[\w.-]{8,128}$/);
      }
    }
  });

  await t.test('a refusal keeps its code, inside and outside errors', async (t) => {
    const auditor = jitted.as('auditor');
    const query = `mutation { personRegister(input: { code: "x", name: "X" }, envelope: { idempotencyKey: "k" }) { userErrors { code } } }`;
    for (let time = 0; time < 3; time += 1) {
      const { errors } = await auditor.graphql(query);
      t.equal(errors?.[0]?.extensions.code, 'auth.forbidden');
    }
    const bad = await ask(
      `mutation { personRegister(input: { code: "X X", name: "X" }, envelope: { idempotencyKey: "k" }) { result { person { id } } userErrors { code field message messageZh } } }`,
    );
    t.notOk(bad.body.errors);
    t.match(bad.body.data, {
      personRegister: { result: null, userErrors: [{ code: 'input.invalid', field: ['code'] }] },
    });
  });
});

test('the same answers with the JIT and without', async (t) => {
  const queries = [
    '{ viewer { code roles permissions scope approvalLimit } }',
    '{ outlets(first: 5, order: CODE) { totalCount nodes { code level parent { code } } pageInfo { hasNextPage } } }',
    '{ a: outlets(first: 1) { edges { node { code children(first: 2) { nodes { code } } } } } b: people(first: 100, order: CODE) { nodes { code appointments(first: 5) { nodes { role { code } validFrom } } } } }',
    'query ($first: Int!, $level: [OutletLevel!]) { outlets(first: $first, filter: { level: $level }) { nodes { code } } }',
    '{ __typename viewer { __typename c: code } outlet(code: "HEAD") { __typename code ...F } } fragment F on Outlet { name status }',
    'query ($no: Boolean = false) { viewer { code @include(if: $no) roles @skip(if: $no) } }',
    '{ __schema { queryType { name } } }',
    '{ node(id: "corrupt") { id } other: node(id: "outlet_x") { id } }',
  ];
  const variables = { first: 3, level: null };
  for (const query of queries) {
    const uses = /\$first/.test(query) ? variables : {};
    const fresh = await plain.as(ADMINISTRATOR).graphql(query, uses);
    t.notOk(fresh.errors, query);
    for (let time = 0; time < 3; time += 1) {
      const { data } = await jitted.as(ADMINISTRATOR).graphql(query, uses);
      t.same(data, fresh.data, query);
    }
  }
  const register = (code: string, telephone: string | null | undefined) => ({
    query: `mutation ($code: String!, $telephone: String, $key: String!) {
      personRegister(input: { code: $code, name: "张三", telephone: $telephone }, envelope: { idempotencyKey: $key }) {
        result { person { code name telephone kind } } userErrors { code } approval { status } } }`,
    variables: { code, ...(telephone === undefined ? {} : { telephone }), key: newId() },
  });
  for (const [index, telephone] of [undefined, null, '0728-1234567', undefined].entries()) {
    const { query, variables: given } = register(`jit-${index}`, telephone);
    const [one, two] = await Promise.all(
      [jitted, plain].map((app) => app.as(ADMINISTRATOR).graphql(query, given)),
    );
    t.same(one.data, two.data, `telephone ${telephone}`);
    t.match(one.data, { personRegister: { result: { person: { telephone: telephone ?? null } } } });
  }
});

test('pages have a size', async (t) => {
  const connections = Object.values(program.model.objectType('Query').getFields()).filter((field) =>
    field.type.toString().includes('Connection'),
  );
  t.ok(connections.length > 5);
  for (const { name } of connections) {
    for (const args of ['', '(first: 101)', '(first: 0)', '(first: -1)', '(first: 1, last: 1)']) {
      const answer = await ask(`{ ${name}${args} { nodes { id } } }`);
      t.equal(codeOf(answer), 'query.page_size', `${name}${args}`);
    }
    const byVariable = `query ($n: Int) { ${name}(first: $n) { nodes { id } } }`;
    t.equal(codeOf(await ask(byVariable, { n: 5_000 })), 'query.page_size', `${name} by variable`);
    t.equal(codeOf(await ask(byVariable)), 'query.page_size', `${name} without the variable`);
  }
  const nested = '{ outlets(first: 1) { nodes { children { nodes { id } } } } }';
  t.equal(codeOf(await ask(nested)), 'query.page_size', 'below another too');
});

const LONG = 'x'.repeat(MAX_TOKENS);

/** Documents that cost more to look at than they may. */
const HOSTILE: Record<string, object | string> = {
  'a document that is already parsed': { query: parse('{ viewer { code } }') },
  'one token too many': { query: `{ viewer { ${'code '.repeat(MAX_TOKENS)} } }` },
  'one alias too many': {
    query: `{ ${Array.from({ length: MAX_ALIASES + 1 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
  },
  'an endless alias': { query: `{ ${LONG}: __typename }` },
  'one level too deep': {
    query: `{ outlets(first: 1) { nodes ${'{ parent '.repeat(MAX_DEPTH)}{ id }${' }'.repeat(MAX_DEPTH)} } }`,
  },
  'one directive too many': {
    query: `{ viewer { code ${'@include(if: true) '.repeat(MAX_DIRECTIVES + 1)} } }`,
  },
  'fragments in a circle': {
    query: '{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }',
  },
  'a batch': JSON.stringify(Array.from({ length: 10 }, () => ({ query: '{ viewer { code } }' }))),
  'more rows than the limit': {
    query:
      '{ outlets(first: 100) { nodes { children(first: 100) { nodes { children(first: 100) { nodes { id } } } } } } }',
  },
};

/** Within every limit, and the worst there is to merge. */
const REPEATED = {
  query: `{ ${'outlet(code: "X") { parent { code } parent { name } } '.repeat(60)} }`,
};

const ALLOWED = 'repeated nested fields';

const LOOP_DELAY_MS = 50;
const NS_PER_MS = 1_000_000;

test('limits, at little cost', async (t) => {
  for (const [name, payload] of Object.entries({ ...HOSTILE, [ALLOWED]: REPEATED })) {
    const delays: number[] = [];
    // The machine may be busy with something else once, not each time.
    for (let time = 0; time < 4; time += 1) {
      const loop = monitorEventLoopDelay({ resolution: 1 });
      loop.enable();
      const answer = await post(payload);
      loop.disable();
      delays.push(loop.max / NS_PER_MS);
      if (name === ALLOWED) {
        t.equal(answer.status, 200, name);
        continue;
      }
      t.equal(answer.status, 400, name);
      t.notOk('data' in answer.body, name);
      t.match(codeOf(answer), /^query\.(invalid|too_expensive)$/, name);
    }
    t.ok(Math.min(...delays) < LOOP_DELAY_MS, `${name}: ${Math.min(...delays)} ms`);
  }
});

test('node finds every type that has rows', async (t) => {
  await allowEverything(plain);
  const institutions = [plain.world.bankId];
  const rows = await sampleRows(plain, { institutions, count: 1 });
  const administrator = plain.as(ADMINISTRATOR);
  for (const { type, table } of program.model.nouns.values()) {
    const key =
      table === 'institution' ? plain.world.bankId : rows.keys(table, plain.world.bankId)[0];
    const id = globalId(type, String(key));
    const { node } = await administrator.query(`{ node(id: "${id}") { __typename id } }`);
    t.same(node, { __typename: type, id }, type);
  }
  for (const id of [
    '',
    'x',
    'outlet_',
    `outlet_${'0'.repeat(36)}`,
    `nothing_${newId()}`,
    "' or 1",
  ]) {
    t.same(await administrator.query('query ($id: ID!) { node(id: $id) { id } }', { id }), {
      node: null,
    });
  }
});

test('a document is parsed by the server or not at all', async (t) => {
  const document = parse('{ viewer { code } }', { noLocation: true });
  t.equal(document.kind, Kind.DOCUMENT);
  t.match(await post({ query: document }), { status: 400 });
  t.match(await post({ query: JSON.stringify(document) }), { status: 400 });
});
