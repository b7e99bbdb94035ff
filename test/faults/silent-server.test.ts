import { test } from 'tap';
import { appThrough, testApp } from '../helpers/app.ts';
import { startFaultProxy } from './proxy/proxy.ts';

/** A statement may take so long; five seconds more without a word, and the connection is given up. */
const STATEMENT_MS = 300;

test('a database that falls silent is given up, and the service comes back with it', async (t) => {
  const app = await testApp(t);
  const { hostname, port } = new URL(app.url);
  const proxy = await startFaultProxy({ host: hostname, port: Number(port) });
  t.teardown(() => proxy.close());
  const url = proxy.urlFor(app.url);
  const options = { url, statementTimeoutMs: STATEMENT_MS, commitPatienceMs: 500 };
  const through = await appThrough(t, app, options);
  const administrator = through.as('administrator');
  const read = () => administrator.rest({ method: 'GET', url: '/v1/outlets?first=1' });
  const write = (key: string) =>
    administrator.rest({
      method: 'POST',
      url: '/v1/outlets/open',
      headers: { 'idempotency-key': key },
      payload: { code: 'SILENT', name: '总部', level: 'HEAD_OFFICE' },
    });
  t.match(await read(), { status: 200 });
  const order = proxy.inject(
    { kind: 'black-hole', directions: ['down'] },
    { when: { direction: 'up', bytes: 'commit\0' } },
  );
  t.match(await write('one'), { status: 503, body: { code: 'command.unknown_outcome' } });
  t.equal(order.times, 1);
  t.match(await write('one'), { status: 200 }, 'on another connection it is settled');

  proxy.inject({ kind: 'black-hole' });
  const [reading, writing, ready] = await Promise.all([
    read(),
    write('two'),
    through.app.inject('/readyz'),
  ]);
  t.match(reading, { status: 503, body: { code: 'request.overloaded' } });
  t.match(writing, { status: 503, body: { code: 'request.overloaded' } });
  t.equal(ready.statusCode, 503, 'and meanwhile it is not ready');
  proxy.heal();
  t.match(await read(), { status: 200 });
  t.match(await write('one'), { status: 200, headers: { 'idempotency-replayed': 'true' } });
  app.clock.set('2026-03-02T02:01:00Z');
  t.equal((await through.app.inject('/readyz')).statusCode, 200);
});
