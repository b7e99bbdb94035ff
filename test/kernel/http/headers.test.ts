import { test } from 'tap';
import { registerDocsPages } from '../../../src/kernel/http/docs-pages.ts';
import { registerHeaders } from '../../../src/kernel/http/headers.ts';
import { bareApp } from './server.ts';

const HERE = 'https://front.example';

test('every answer is closed to browsers and not to be stored', async (t) => {
  const { app } = bareApp(t);
  await registerHeaders(app, { corsOrigins: [] });
  app.get('/v1/grids', async () => ({ grids: [] }));
  app.get('/v1/broken', async () => {
    throw new Error('broken');
  });
  for (const url of ['/v1/grids', '/v1/unknown', '/v1/broken']) {
    const { headers } = await app.inject({ url, headers: { origin: HERE } });
    t.match(headers, {
      'content-security-policy':
        "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': /max-age=\d{8}/,
      'cache-control': 'no-store',
      'x-request-id': /^[0-9a-f-]{36}$/,
    });
    for (const name of ['access-control-allow-origin', 'x-powered-by', 'server']) {
      t.notOk(headers[name], name);
    }
  }
});

test('a well-formed request id is kept, any other replaced', async (t) => {
  const { app, lines } = bareApp(t);
  await registerHeaders(app, { corsOrigins: [] });
  const idFor = async (given: string) =>
    (await app.inject({ url: '/', headers: { 'x-request-id': given } })).headers['x-request-id'];
  t.equal(await idFor('order-2026.03_02'), 'order-2026.03_02');
  t.match(lines.at(-1), { requestId: 'order-2026.03_02', status: 404, path: '/' });
  for (const bad of ['', 'short', 'x'.repeat(129), 'two words here', '<script>alert</script>']) {
    t.match(await idFor(bad), /^[0-9a-f]{8}-[0-9a-f-]{27}$/, JSON.stringify(bad));
  }
});

test('only the origins listed may call from a browser, without credentials', async (t) => {
  const { app } = bareApp(t);
  await registerHeaders(app, { corsOrigins: [HERE] });
  app.post('/v1/grids', async () => 'made');
  const preflight = (origin: string) =>
    app.inject({
      method: 'OPTIONS',
      url: '/v1/grids',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, idempotency-key',
      },
    });
  const allowed = await preflight(HERE);
  t.equal(allowed.statusCode, 204);
  t.match(allowed.headers, {
    'access-control-allow-origin': HERE,
    'access-control-allow-headers': /authorization.*idempotency-key/,
    vary: /Origin/,
  });
  t.notOk(allowed.headers['access-control-allow-credentials']);
  for (const origin of [
    'https://evil.example',
    `${HERE}.evil.example`,
    'null',
    'http://front.example',
  ]) {
    t.notOk((await preflight(origin)).headers['access-control-allow-origin'], origin);
  }
  const answer = await app.inject({ method: 'POST', url: '/v1/grids', headers: { origin: HERE } });
  t.match(answer.headers['access-control-expose-headers'], /etag.*retry-after/);
  const unknown = await app.inject({ method: 'GET', url: '/v1/nothing' });
  t.equal(unknown.statusCode, 404, 'the preflight route makes no other path exist');
});

test('the development pages are whole, and may reach nothing but this server', async (t) => {
  const { app } = bareApp(t);
  await registerHeaders(app, { corsOrigins: [] });
  registerDocsPages(app);
  const policyOf = (headers: Record<string, unknown>) => String(headers['content-security-policy']);
  for (const url of ['/graphiql', '/reference/']) {
    const { statusCode, headers, payload } = await app.inject(url);
    t.equal(statusCode, 200, url);
    t.match(headers['content-type'], /^text\/html/);
    t.match(policyOf(headers), /connect-src 'self'/);
    t.notMatch(policyOf(headers), /https?:|\*/, 'no other host is allowed');
    const loaded = payload.matchAll(/<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="([^"$]*)"/g);
    for (const [, address = ''] of loaded) t.match(address, /^(data:|js\/scalar\.js$)/, url);
  }
  const page = (await app.inject('/graphiql')).payload;
  t.match(page.slice(-2_000), /"endpoint":"\/graphql"/);
  t.match((await app.inject('/reference/')).payload, '"url": "/openapi.json"');
  t.match(await app.inject('/reference'), {
    statusCode: 301,
    headers: { location: '/reference/' },
  });
  const script = await app.inject('/reference/js/scalar.js');
  t.match(script.headers['content-type'], /^application\/javascript/);
  t.ok(script.rawPayload.length > 1_000_000);
});
