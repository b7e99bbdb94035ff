import { type AddressInfo, connect } from 'node:net';
import type { InjectOptions } from 'fastify';
import pg from 'pg';
import { test } from 'tap';
import { z } from 'zod';
import { defineErrors, errorCatalogue, refuse } from '../../../src/kernel/errors.ts';
import { registerLimits } from '../../../src/kernel/http/limits.ts';
import { registerProblemPages } from '../../../src/kernel/http/problem-pages.ts';
import { problemOf } from '../../../src/kernel/http/problems.ts';
import { testDatabase } from '../../helpers/database.ts';
import { bareApp } from './server.ts';

const problemShape = z.strictObject({
  type: z.string().regex(/^\/problems\/[a-z.-]+(_[a-z]+)*/),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().regex(/\p{Script=Han}.* [A-Z]/u),
  code: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  correlationId: z.string().min(8),
});

const context = { correlationId: 'correlation-1' };

test('a refusal becomes a problem with its field and facts', async (t) => {
  const refusal = refuse('object.stale', { path: ['grid', 0, 'id'], details: { version: 3 } });
  t.same(problemOf(refusal, { ...context, baseUrl: 'https://api.example' }), {
    status: 412,
    body: {
      type: 'https://api.example/problems/object.stale',
      title: 'The object has changed since you read it; read it again.',
      status: 412,
      detail:
        '对象已被他人修改，请重新读取。 The object has changed since you read it; read it again.',
      code: 'object.stale',
      path: ['grid', 0, 'id'],
      details: { version: 3 },
      correlationId: 'correlation-1',
    },
  });
});

test('whatever is no refusal says nothing but its number', async (t) => {
  const secret = 'password=hunter2 at /home/app';
  const faults = [
    new Error(secret),
    new TypeError(secret),
    Object.assign(new Error(secret), { code: '42P01', severity: 'ERROR', detail: secret }),
    refuse('no.such_code', { details: { secret } }),
    refuse('constructor', { details: { secret } }),
    secret,
    undefined,
    null,
  ];
  for (const fault of faults) {
    const { status, body } = problemOf(fault, context);
    t.equal(status, 500);
    t.equal(body.code, 'server.fault');
    t.notMatch(JSON.stringify(body), /hunter2|home/);
  }
});

test('every error of every kind of request is a problem whose type resolves', async (t) => {
  const { app, lines, log } = bareApp(t);
  await registerLimits(app, {
    maxLoopDelayMs: 60_000,
    rateLimit: { max: 1_000, windowMs: 60_000 },
    recognise: () => undefined,
  });
  registerProblemPages(app);
  app.post('/v1/grids/:id/split', async (request) => ({ got: request.body }));
  app.get('/v1/grids/:id', async () => {
    throw refuse('object.not_found');
  });
  app.get('/v1/secret', async () => {
    throw new Error('hunter2');
  });
  app.get('/v1/private', async () => {
    throw refuse('auth.unauthenticated');
  });
  app.get('/v1/busy', async () => {
    throw refuse('request.overloaded');
  });
  const json = { 'content-type': 'application/json' };
  const post = { method: 'POST', url: '/v1/grids/a/split' } as const;
  const table: [string, InjectOptions, number, string][] = [
    ['unknown path', { url: '/v1/nothing?name=张三' }, 404, 'request.not_found'],
    ['bad escape', { url: '/v1/%zz' }, 404, 'request.not_found'],
    ['unknown object', { url: '/v1/grids/a' }, 404, 'object.not_found'],
    ['other method', { method: 'GET', url: post.url }, 405, 'request.method'],
    ['broken JSON', { ...post, headers: json, payload: '{"a":' }, 400, 'input.invalid'],
    ['no JSON', { ...post, headers: json, payload: '' }, 400, 'input.invalid'],
    ['__proto__', { ...post, headers: json, payload: '{"__proto__":{}}' }, 400, 'input.invalid'],
    [
      'too large',
      { ...post, headers: json, payload: `"${'x'.repeat(2_000)}"` },
      413,
      'input.too_large',
    ],
    ['no type', { ...post, payload: '{}' }, 415, 'input.media_type'],
    ['fault', { url: '/v1/secret' }, 500, 'server.fault'],
    ['no token', { url: '/v1/private' }, 401, 'auth.unauthenticated'],
    ['overload', { url: '/v1/busy' }, 503, 'request.overloaded'],
  ];
  for (const [name, sent, status, code] of table) {
    const response = await app.inject(sent);
    t.equal(response.statusCode, status, name);
    t.equal(response.headers['content-type'], 'application/problem+json; charset=utf-8', name);
    const problem = problemShape.parse(response.json());
    t.match(problem, { status, code }, name);
    t.notMatch(response.payload, /hunter2|张三/);
    const page = await app.inject(problem.type);
    t.match([page.statusCode, page.json().code], [200, code], `${name}: its type resolves`);
  }
  t.equal((await app.inject('/v1/private')).headers['www-authenticate'], 'Bearer');
  t.equal((await app.inject('/v1/busy')).headers['retry-after'], '1');
  const wrongMethod = await app.inject({ method: 'DELETE', url: '/v1/grids/a' });
  t.equal(wrongMethod.headers.allow, 'GET, HEAD');
  t.same(wrongMethod.json().details, { allowed: ['GET', 'HEAD'] });
  const faults = lines.filter(({ msg }) => msg === 'fault');
  t.equal(faults.length, 1, 'a fault is logged once');
  t.match(faults[0], { requestId: String, err: { message: 'hunter2', stack: / at / } });
  t.notMatch(log.join(''), /张三/, 'a query string is not logged');
});

test('no spelling of a content type gets a body past the JSON checks', async (t) => {
  const { app } = bareApp(t);
  await registerLimits(app, {
    maxLoopDelayMs: 60_000,
    rateLimit: { max: 1_000, windowMs: 60_000 },
    recognise: () => undefined,
  });
  const schema = {
    body: {
      type: 'object',
      required: ['amount'],
      additionalProperties: false,
      properties: { amount: { type: 'integer' } },
    },
  };
  app.post('/checked', { schema }, async () => 'accepted');
  const accepted: Record<string, boolean> = {
    'application/json': true,
    ' application/json': true,
    '\tapplication/json': true,
    'application/json\t; charset=utf-8': true,
    'application/json;charset=utf-8': true,
    'Application/JSON': true,
    'APPLICATION/JSON ; x=y': true,
    'application/json, text/plain': false,
    'application/jsonx': false,
    'application/problem+json': false,
    'text/plain': false,
    ' text/plain': false,
    'text/plain; application/json': false,
    'application/x-www-form-urlencoded': false,
    'multipart/form-data; boundary=x': false,
    '*/*': false,
    json: false,
    '': false,
    ';': false,
  };
  for (const [type, isJson] of Object.entries(accepted)) {
    const headers = { 'content-type': type };
    const send = (payload: string) =>
      app.inject({ method: 'POST', url: '/checked', headers, payload });
    const bad = await send('{"amount":"all of it","extra":1}');
    t.equal(bad.statusCode, isJson ? 400 : 415, `${JSON.stringify(type)} with a bad body`);
    problemShape.parse(bad.json());
    const good = await send('{"amount":1}');
    t.equal(good.statusCode, isJson ? 200 : 415, `${JSON.stringify(type)} with a good body`);
  }
});

test('what Node itself cannot read is answered as a problem too', async (t) => {
  const { app } = bareApp(t);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const send = (text: string) =>
    new Promise<string>((resolve, reject) => {
      let answer = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.on('end', () => resolve(answer));
      socket.on('error', reject);
    });
  const table: [string, number][] = [
    ['NONSENSE\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ['POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n', 400],
  ];
  for (const [text, status] of table) {
    const [head = '', body = ''] = (await send(text)).split('\r\n\r\n');
    t.match(head, new RegExp(`^HTTP/1.1 ${status} `));
    t.match(head, /application\/problem\+json/);
    t.match(JSON.parse(body), { type: 'about:blank', status, correlationId: String });
  }
});

test('trouble with the database is told apart from faults', async (t) => {
  const { url } = await testDatabase(t);
  const client = new pg.Client({ connectionString: url, statement_timeout: 20 });
  await client.connect();
  t.teardown(() => client.end());
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => t.fail('it did not fail'),
      (error: unknown) => problemOf(error, context).body.code,
    );
  t.equal(await failure(client.query('select pg_sleep(5)')), 'query.timeout');
  t.equal(await failure(client.query('select * from nowhere')), 'server.fault');
  const closed = new URL(url);
  closed.port = '1';
  const refused = new pg.Client({ connectionString: closed.href });
  t.equal(await failure(refused.connect()), 'request.overloaded');
});

test('the pages show the whole catalogue, in both languages, and nothing unescaped', async (t) => {
  defineErrors({
    'test.markup': { status: 418, en: '<script>"en" & \'co\'</script>', zh: '<b>标记</b>' },
  });
  const { app } = bareApp(t);
  registerProblemPages(app);
  const html = { accept: 'text/html,application/xhtml+xml' };
  const list = await app.inject({ url: '/problems', headers: html });
  t.match(list.headers, { 'content-type': /^text\/html/, vary: 'accept' });
  t.match(list.headers['content-security-policy'], /^default-src 'none'; style-src 'sha256-/);
  for (const code of Object.keys(errorCatalogue())) {
    t.ok(list.payload.includes(`href="/problems/${code}"`), code);
    const page = await app.inject({ url: `/problems/${code}`, headers: html });
    t.equal(page.statusCode, 200);
    t.ok(page.payload.includes(`<h1>${code}</h1>`));
  }
  const page = await app.inject({ url: '/problems/test.markup', headers: html });
  t.notMatch(page.payload, /<script>|<b>/);
  t.match(page.payload, /&lt;script&gt;&quot;en&quot; &amp; &#39;co&#39;&lt;\/script&gt;/);
  t.same((await app.inject('/problems/test.markup')).json(), {
    type: '/problems/test.markup',
    code: 'test.markup',
    status: 418,
    en: '<script>"en" & \'co\'</script>',
    zh: '<b>标记</b>',
  });
  t.equal(
    (await app.inject('/problems')).json().problems.length,
    Object.keys(errorCatalogue()).length,
  );
  for (const code of ['constructor', '__proto__', 'nothing', '%3Cb%3E', '..%2F..%2Fetc']) {
    const missing = await app.inject({ url: `/problems/${code}`, headers: html });
    t.equal(missing.statusCode, 404, code);
    t.match(missing.headers['content-type'], /^application\/problem\+json/);
  }
});
