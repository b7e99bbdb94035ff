import pg from 'pg';
import { test } from 'tap';
import { type HealthOptions, registerHealth } from '../../../src/kernel/http/health.ts';
import { testDatabase } from '../../helpers/database.ts';
import { withClient } from '../../helpers/template.ts';
import { bareApp } from './server.ts';

const START = Date.parse('2026-03-02T00:00:00Z');
type Teardown = { teardown(end: () => unknown): void };

function healthApp(t: Teardown, options: Omit<HealthOptions, 'clock'>) {
  const state = { now: START };
  const { app, lines } = bareApp(t);
  registerHealth(app, { ...options, clock: { now: () => new Date(state.now) } });
  const ready = async () => {
    const response = await app.inject('/readyz');
    return { status: response.statusCode, headers: response.headers, body: response.json() };
  };
  return { app, lines, ready, state };
}

test('readiness follows the database and its migrations', async (t) => {
  const { url, ownerUrl } = await testDatabase(t);
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  t.teardown(() => pool.end());
  const { ready, state, app, lines } = healthApp(t, { pool });
  t.match(await ready(), { status: 200, body: { status: 'ready' } });
  const forget = `delete from kysely_migration where name = (select max(name) from kysely_migration)`;
  await withClient(ownerUrl, (client) => client.query(forget));
  t.equal((await ready()).status, 200, 'an answer is kept for a second');
  state.now += 1_000;
  const pending = await ready();
  t.match(pending, {
    status: 503,
    headers: { 'content-type': /^application\/problem\+json/ },
    body: {
      type: '/problems/request.overloaded',
      details: { database: true, migrations: false, draining: false },
    },
  });
  t.equal((await app.inject('/healthz')).statusCode, 200, 'the process is alive all the same');
  t.same(lines, [], 'checks are not logged');
});

test('a database that is away or hangs makes it unready, and only that', async (t) => {
  const away = { query: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1')) };
  const { app, ready } = healthApp(t, { pool: away as never });
  const answer = await ready();
  t.match(answer, { status: 503, body: { details: { database: false, migrations: false } } });
  t.notMatch(JSON.stringify(answer.body), /10\.0\.0\.1/);
  t.same((await app.inject('/healthz')).json(), { status: 'ok' });
  const hanging = { query: () => new Promise(() => undefined) };
  const patient = healthApp(t, { pool: hanging as never, patienceMs: 1 });
  t.match(await patient.ready(), { status: 503, body: { details: { database: false } } });
});

test('many who ask at once share one look', async (t) => {
  const { url } = await testDatabase(t);
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  t.teardown(() => pool.end());
  let asked = 0;
  const counting = {
    query: (text: string) => {
      asked += 1;
      return pool.query(text);
    },
  };
  const { ready } = healthApp(t, { pool: counting as never });
  const answers = await Promise.all(Array.from({ length: 30 }, ready));
  t.ok(answers.every(({ status }) => status === 200));
  t.equal(asked, 1);
});

test('a process that is stopping is unready while it still answers', async (t) => {
  const pool = { query: async () => ({ rows: [] }) };
  let draining = false;
  const { ready } = healthApp(t, { pool: pool as never, isDraining: () => draining });
  t.match(await ready(), { body: { details: { draining: false } } });
  draining = true;
  t.match(await ready(), { status: 503, body: { details: { draining: true } } });
});
