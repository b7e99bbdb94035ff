import pg from 'pg';
import { type Test, test } from 'tap';
import { allowEverything } from '../../contracts/everyone.ts';
import { testApp } from '../../helpers/app.ts';

/** One read and one write at a time, on an app that listens. */
async function crowded(t: Test) {
  const app = await testApp(t, { env: { READS_IN_FLIGHT: '1', WRITES_IN_FLIGHT: '1' } });
  await allowEverything(app);
  const address = await app.app.listen({ host: '127.0.0.1', port: 0 });
  const owner = new pg.Client({ connectionString: app.ownerUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  // Each on a connection of its own, which nobody keeps.
  const ask = (path: string, init: RequestInit = {}) => {
    const headers = { authorization: 'Bearer administrator', connection: 'close', ...init.headers };
    return fetch(`${address}${path}`, { ...init, headers });
  };
  const post = (path: string, body: object, key: string) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    return ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  };
  const figure = async (name: string): Promise<number> => {
    const text = await (await ask('/metrics')).text();
    return Number(new RegExp(`^jingtian_${name} (\\S+)$`, 'm').exec(text)?.[1]);
  };
  /** Waits until that many are being served. */
  const untilServed = async (load: 'reads' | 'writes', count: number): Promise<void> => {
    while ((await figure(`${load}_in_flight`)) !== count) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { app, owner, ask, post, figure, untilServed };
}

const outlet = (code: string) => ({ code, name: '总部', level: 'HEAD_OFFICE' });
const OPEN = `mutation ($input: OutletOpenInput!) {
  outletOpen(input: $input) { result { outlet { code } } userErrors { code } } }`;
const MUTATION = (code: string) => ({ query: OPEN, variables: { input: outlet(code) } });
const QUERY = { query: '{ viewer { code } }' };

const refusedRest = { status: 503, code: 'request.overloaded' };
const refusedGraphql = { errors: [{ extensions: { code: 'request.overloaded' } }] };

async function isTurnedAway(t: Test, answer: Response, body: object): Promise<void> {
  t.equal(answer.status, 503);
  t.match(answer.headers.get('retry-after'), /^[123]$/);
  t.match(await answer.json(), body);
}

test('whoever finds no place is told so in the words of the protocol, and nothing was done', async (t) => {
  const { app, owner, ask, post, figure, untilServed } = await crowded(t);
  await owner.query('begin');
  // Nobody may open an outlet, or look at a customer.
  await owner.query('lock table outlet in share row exclusive mode');
  await owner.query('lock table customer in access exclusive mode');
  const writing = post('/v1/outlets/open', outlet('A'), 'a');
  await untilServed('writes', 1);
  t.equal((await post('/graphql', QUERY, 'q')).status, 200, 'who reads has places of their own');
  await isTurnedAway(t, await post('/v1/outlets/open', outlet('B'), 'b'), refusedRest);
  await isTurnedAway(t, await post('/graphql', MUTATION('C'), 'c'), refusedGraphql);
  const reading = ask('/v1/customers?first=1');
  await untilServed('reads', 1);
  await isTurnedAway(t, await ask('/v1/outlets?first=1'), refusedRest);
  await isTurnedAway(t, await post('/graphql', QUERY, 'q'), refusedGraphql);
  await isTurnedAway(t, await post('/graphql', MUTATION('C'), 'c'), refusedGraphql);
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    t.equal((await ask(path)).status, 200, `${path} answers`);
  }
  t.same([await figure('reads_turned_away'), await figure('writes_turned_away')], [3, 2]);
  await owner.query('commit');
  t.same(
    (await Promise.all([writing, reading])).map(({ status }) => status),
    [200, 200],
  );
  t.same(await app.owner(`select code from outlet where code in ('B', 'C')`), []);
  t.same(await app.owner(`select key from idempotency where key in ('b', 'c')`), []);
  await Promise.all([untilServed('reads', 0), untilServed('writes', 0)]);
  t.equal((await post('/v1/outlets/open', outlet('B'), 'b')).status, 200, 'the key is still free');
});

test('what waits or streams holds no place', async (t) => {
  const { ask, figure } = await crowded(t);
  const stop = new AbortController();
  const { signal } = stop;
  const polled = ask('/v1/events?wait=30', { signal });
  const headers = { accept: 'text/event-stream' };
  const streams = await Promise.all([
    ask('/v1/events', { headers, signal }),
    ask('/v1/events', { headers, signal }),
  ]);
  t.ok(streams.every(({ status }) => status === 200));
  t.equal(await figure('reads_in_flight'), 0);
  t.equal((await ask('/v1/outlets?first=1')).status, 200);
  stop.abort();
  await t.rejects(polled);
});
