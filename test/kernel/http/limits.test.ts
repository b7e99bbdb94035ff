import { test } from 'tap';
import { registerLimits } from '../../../src/kernel/http/limits.ts';
import { bareApp } from './server.ts';

type Teardown = { teardown(end: () => unknown): void };

/** Three requests a minute; tokens `known-<person>-<n>` are of that person. */
async function limitedApp(t: Teardown, trustedProxies: string[] = []) {
  const { app } = bareApp(t, { trustedProxies });
  await registerLimits(app, {
    maxLoopDelayMs: 60_000,
    rateLimit: { max: 3, windowMs: 60_000 },
    recognise: (header) => /^Bearer known-(\w+)/.exec(header ?? '')?.[1],
  });
  app.get('/v1/grids', async () => 'grids');
  app.get('/healthz', { config: { limited: false } }, async () => 'ok');
  const call = (headers = {}, url = '/v1/grids', remoteAddress = '10.1.1.1') =>
    app.inject({ url, headers, remoteAddress });
  return { app, call };
}

test('a client that sends too many is told when to come back', async (t) => {
  const { call } = await limitedApp(t);
  for (const remaining of [2, 1, 0]) {
    const { statusCode, headers } = await call();
    t.equal(statusCode, 200);
    t.equal(headers['ratelimit-policy'], '"client";q=3;w=60');
    t.match(headers.ratelimit, new RegExp(`^"client";r=${remaining};t=(60|59)$`));
  }
  const refused = await call();
  t.equal(refused.statusCode, 429);
  t.match(refused.headers, {
    'content-type': /^application\/problem\+json/,
    'retry-after': /^(60|59)$/,
    ratelimit: /^"client";r=0;/,
  });
  t.match(refused.json(), { code: 'request.rate_limited', details: { retryAfterS: Number } });
  t.equal((await call({}, '/v1/grids', '10.1.1.2')).statusCode, 200, 'another address');
  t.equal((await call({}, '/v1/unknown')).statusCode, 429, 'unknown paths count too');
  const health = await call({}, '/healthz');
  t.equal(health.statusCode, 200, 'a health check is never turned away');
  t.notOk(health.headers.ratelimit);
});

test('new tokens of one person do not make a new client, invented ones neither', async (t) => {
  const { call } = await limitedApp(t);
  const statuses = async (tokens: string[]) => {
    const all = [];
    for (const token of tokens) {
      all.push((await call({ authorization: `Bearer ${token}` })).statusCode);
    }
    return all;
  };
  t.same(
    await statuses(['known-li-1', 'known-li-2', 'known-li-3', 'known-li-4']),
    [200, 200, 200, 429],
  );
  t.same(await statuses(['known-wang-1']), [200], 'a colleague at the same address');
  t.same(await statuses(['a', 'b', 'c', 'd']), [200, 200, 200, 429]);
});

test('X-Forwarded-For counts only from a trusted proxy', async (t) => {
  const four = ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'];
  const last = async (trusted: string[]) => {
    const { call } = await limitedApp(t, trusted);
    let status = 0;
    for (const each of four) status = (await call({ 'x-forwarded-for': each })).statusCode;
    return status;
  };
  t.equal(await last([]), 429);
  t.equal(await last(['10.2.0.0/16']), 429);
  t.equal(await last(['10.1.0.0/16']), 200);
});
