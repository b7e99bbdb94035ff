import { test } from 'tap';
import { createMetrics, registerMetrics } from '../../../src/kernel/http/metrics.ts';
import { bareApp } from './server.ts';

type Teardown = { teardown(end: () => unknown): void };
type Setting = { token?: string; production?: boolean };

function metricsApp(t: Teardown, { token, production = false }: Setting = {}) {
  const metrics = createMetrics();
  const { app } = bareApp(t, { trustedProxies: ['127.0.0.1', '10.0.0.1'] });
  registerMetrics(app, { metrics, token, production });
  app.get('/v1/grids/:id', async () => 'a grid');
  const scrape = (headers = {}, remoteAddress = '127.0.0.1') =>
    app.inject({ url: '/metrics', headers, remoteAddress });
  return { app, metrics, scrape };
}

test('requests are timed by pattern, never by path', async (t) => {
  const { app, scrape } = metricsApp(t);
  for (const id of ['a', 'b', 'c']) await app.inject(`/v1/grids/${id}`);
  await app.inject('/v1/unknown/310101199001011234');
  const { payload, headers } = await scrape();
  t.match(headers['content-type'], /^text\/plain; version=/);
  const count = 'http_request_duration_seconds_count';
  t.ok(payload.includes(`${count}{method="GET",route="/v1/grids/:id",status="200"} 3`));
  t.ok(payload.includes(`${count}{method="GET",route="unmatched",status="404"} 1`));
  t.notMatch(payload, /310101/);
  t.match(payload, /process_resident_memory_bytes \d/);
});

test('commands and gauges are there, and one that cannot be read hides no other', async (t) => {
  const { metrics, scrape } = metricsApp(t);
  metrics.countCommand('grid.split', 'done');
  metrics.countCommand('grid.split', 'object.stale');
  metrics.countCommand('grid.split', 'done');
  metrics.gauge('jingtian_pool_waiting', 'Requests waiting for a connection', () => 7);
  metrics.gauge('jingtian_broken', 'Cannot be read', () => Promise.reject(new Error('gone')));
  const { payload, statusCode } = await scrape();
  t.equal(statusCode, 200);
  t.match(payload, 'jingtian_commands_total{command="grid.split",outcome="done"} 2');
  t.match(payload, 'jingtian_commands_total{command="grid.split",outcome="object.stale"} 1');
  t.match(payload, /jingtian_pool_waiting 7/);
});

test('without a token only this machine may look, and nobody behind a proxy', async (t) => {
  const { scrape } = metricsApp(t);
  for (const local of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) {
    t.equal((await scrape({}, local)).statusCode, 200, local);
  }
  for (const far of ['10.0.0.1', '::ffff:10.0.0.1', '2001:db8::1', '128.0.0.1']) {
    t.equal((await scrape({}, far)).statusCode, 404, far);
    t.equal((await scrape({ 'x-forwarded-for': '127.0.0.1' }, far)).statusCode, 404, far);
  }
  for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
    t.equal((await scrape({ [header]: '127.0.0.1' })).statusCode, 404, header);
  }
});

test('with a token everyone must show it', async (t) => {
  const token = 'scrape-0123456789abcdef';
  for (const production of [true, false]) {
    const { scrape } = metricsApp(t, { token, production });
    t.equal((await scrape({ authorization: `Bearer ${token}` }, '10.0.0.1')).statusCode, 200);
    for (const authorization of ['', token, `Bearer ${token}x`, 'Bearer ', `bearer ${token}`]) {
      const refused = await scrape({ authorization });
      t.equal(refused.statusCode, 401, authorization);
      t.equal(refused.headers['www-authenticate'], 'Bearer');
    }
  }
});

test('production without a token has no metrics to show', async (t) => {
  const { scrape } = metricsApp(t, { production: true });
  t.equal((await scrape()).statusCode, 404);
});
