import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Test, test } from 'tap';
import { openDevelopmentIssuer } from '../../src/kernel/auth/development-issuer.ts';
import type { Job } from '../../src/kernel/jobs/job.ts';
import { startRunner } from '../../src/kernel/jobs/runner.ts';
import { startSequencer } from '../../src/kernel/journal/sequence-loop.ts';
import { allowEverything } from '../contracts/everyone.ts';
import { endProgram, startProgram } from '../core/process.ts';
import { TEST_ISSUER, TEST_KEY, type TestApp, testApp } from '../helpers/app.ts';
import { testWorker } from '../helpers/worker.ts';
import { type Balancer, startBalancer } from './balancer.ts';

const SERVE = fileURLToPath(new URL('../../src/bin/serve.ts', import.meta.url));
/** Many times what the balancer needs to notice. */
const NOTICE_MS = 1_500;
const READERS = 3;
const WRITERS = 3;
/** Between two requests of one caller, so that a small machine restarts servers beside them. */
const BREATH_MS = 40;
const silent = { info() {}, warn() {}, error() {} };

async function setUp(t: Test) {
  const app = await testApp(t);
  await allowEverything(app);
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-'));
  const tokens = { issuer: TEST_ISSUER, audience: 'jingtian', jwksUrl: undefined };
  const settings = { environment: 'test', dataDir: folder, tokens };
  const issuer = await openDevelopmentIssuer(settings as never);
  const sequencer = startSequencer({ url: app.sequencerUrl, log: silent });
  const balancer = await startBalancer();
  t.teardown(async () => {
    await balancer.close();
    await sequencer.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const start = () => startProgram(SERVE, environmentOf(app, folder));
  return { app, balancer, start, token: await issuer.issueToken('administrator') };
}

const environmentOf = (app: TestApp, folder: string): Record<string, string> => ({
  NODE_ENV: 'test',
  DATABASE_URL: app.url,
  DATA_DIR: folder,
  PORT: '0',
  JWT_ISSUER: TEST_ISSUER,
  KEY_ENCRYPTION_KEY: TEST_KEY.toString('base64'),
  LOG_LEVEL: 'silent',
  MAX_LOOP_DELAY_MS: '60000',
  LOCK_TIMEOUT_MS: '20000',
  SHUTDOWN_NOTICE_MS: String(NOTICE_MS),
});

type Caller = { url: string; headers: Record<string, string>; signal: AbortSignal };

/** What one caller was answered, and what it did. */
type Told = { statuses: Map<string, number>; opened: string[] };

const MUTATION = `mutation ($input: OutletOpenInput!) {
  outletOpen(input: $input) { result { outlet { code } } userErrors { code } } }`;

const count = ({ statuses }: Told, what: string): void => {
  statuses.set(what, (statuses.get(what) ?? 0) + 1);
};

async function read({ url, headers, signal }: Caller, told: Told): Promise<void> {
  while (!signal.aborted) {
    const answer = await fetch(`${url}/v1/outlets?first=5`, { headers });
    await answer.arrayBuffer();
    count(told, `read ${answer.status}`);
    await pause(BREATH_MS);
  }
}

type Writer = { name: string; parentId: string };

/** Over either protocol in turn. */
async function write({ url, headers, signal }: Caller, told: Told, { name, parentId }: Writer) {
  for (let number = 0; !signal.aborted; number += 1) {
    const code = `${name}-${number}`;
    const input = { code, name: '支行', level: 'FIRST_BRANCH', parentId };
    const overRest = number % 2 === 0;
    const answer = await fetch(`${url}${overRest ? '/v1/outlets/open' : '/graphql'}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': code },
      body: JSON.stringify(overRest ? input : { query: MUTATION, variables: { input } }),
    });
    const text = await answer.text();
    count(told, `write ${answer.status}${text.includes('"errors"') ? ' with errors' : ''}`);
    told.opened.push(code);
    await pause(BREATH_MS);
  }
}

/** Waits for news again and again; each page goes on where the last one ended. */
async function poll({ url, headers, signal }: Caller, told: Told, seen: string[]): Promise<void> {
  for (let after = '-1'; !signal.aborted; ) {
    const answer = await fetch(`${url}/v1/events?after=${after}&wait=2`, { headers });
    count(told, `poll ${answer.status}`);
    seen.push(...((await answer.json()) as { id: string }[]).map(({ id }) => id));
    after = answer.headers.get('feed-cursor') ?? after;
  }
}

/** Listens, and listens again where it stopped whenever the stream ends. */
async function follow({ url, headers, signal }: Caller, told: Told, seen: string[]): Promise<void> {
  let last: string | undefined;
  while (!signal.aborted) {
    const from = last === undefined ? undefined : { 'last-event-id': last };
    const wanted = { ...headers, ...from, accept: 'text/event-stream' };
    const answer = await fetch(`${url}/v1/events?after=-1`, { headers: wanted, signal });
    count(told, `stream ${answer.status}`);
    let rest = '';
    for await (const piece of answer.body ?? []) {
      const events = (rest + Buffer.from(piece).toString()).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        last = /^id: (.*)$/m.exec(event)?.[1] ?? last;
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data) seen.push((JSON.parse(data) as { id: string }).id);
      }
    }
  }
}

const placed = async ({ owner }: TestApp): Promise<{ places: number; entries: number }> => {
  const [row] = await owner<{ places: number; entries: number }>(`select
    (select count(*)::int from journal_position where institution_id = e.institution_id) as places,
    count(*)::int as entries from journal_entry e
    where institution_id = (select institution_id from institution where code = 'JT-BANK')
    group by institution_id`);
  return row ?? { places: 0, entries: 0 };
};

test('two instances restarted one after the other fail no request', async (t) => {
  const { app, balancer, start, token } = await setUp(t);
  const running = [await start(), await start()];
  t.teardown(() => Promise.all(running.map(({ child }) => endProgram(child, 'SIGKILL'))));
  for (const { url } of running) balancer.add(url);
  await balancer.ready(running.length);
  const parentId = `outlet_${app.world.outletId}`;
  const stopping = new AbortController();
  const told: Told = { statuses: new Map(), opened: [] };
  const headers = { authorization: `Bearer ${token}` };
  const caller = { url: balancer.url, headers, signal: stopping.signal };
  const requests = [
    ...Array.from({ length: READERS }, () => read(caller, told)),
    ...Array.from({ length: WRITERS }, (_, n) => write(caller, told, { name: `R${n}`, parentId })),
  ];
  const listening = new AbortController();
  const listener = { ...caller, signal: listening.signal };
  const [polled, followed]: [string[], string[]] = [[], []];
  const feeds = [poll(listener, told, polled), follow(listener, told, followed)];
  for (const [index, old] of running.entries()) {
    const fresh = await start();
    running[index] = fresh;
    balancer.add(fresh.url);
    await balancer.ready(running.length + 1);
    await endProgram(old.child, 'SIGTERM');
    t.equal(old.child.exitCode, 0, 'it ended by itself, in order');
    balancer.remove(old.url);
  }
  stopping.abort();
  await Promise.all(requests);
  compare(t, { balancer, told });
  const rows = await app.owner<{ code: string }>(`select code from outlet where code like 'R%'`);
  t.same(rows.map(({ code }) => code).sort(), told.opened.sort(), 'what was done was done once');
  let facts = await placed(app);
  while (facts.places < facts.entries || Math.min(polled.length, followed.length) < facts.places) {
    await pause(BREATH_MS);
    facts = await placed(app);
  }
  listening.abort();
  await Promise.all(feeds.map((feed) => feed.catch(unlessAborted)));
  t.equal(new Set(polled).size, facts.places, 'the feed lost nothing across the restarts');
  t.same(polled, followed, 'page by page and live alike, nothing twice, in one order');
});

function unlessAborted(error: Error): void {
  if (error.name !== 'AbortError') throw error;
}

function compare(t: Test, { balancer, told }: { balancer: Balancer; told: Told }): void {
  t.same(balancer.lost, [], 'every request was answered');
  const bad = [...told.statuses.keys()].filter((what) => !/ 200$/.test(what));
  t.same(bad, [], 'and answered well');
  t.comment([...told.statuses].map(([what, times]) => `${times} x ${what}`).join(', '));
  t.ok((told.statuses.get('stream 200') ?? 0) >= 2, 'streams ended, and were opened elsewhere');
}

test('a worker that is told to stop ends what it is at, and the next one goes on', async (t) => {
  const app = await testApp(t);
  const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const done: string[] = [];
  const job = (name: string, run: () => Promise<void>): Job => ({
    name,
    title: { en: 'A job of a test', zh: '测试作业' },
    kinds: ['OPERATOR'],
    commands: [],
    async run() {
      await run();
      done.push(name);
      return {};
    },
  });
  const first = job('test.long', async () => {
    begun.resolve();
    await go.promise;
  });
  const jobs = [first, job('test.next', async () => undefined)];
  const worker = testWorker(t, app, { jobs });
  const old = await startRunner({ ...worker.options, concurrency: 1 });
  await app.owner(`select graphile_worker.add_job('test.long')`);
  await begun.promise;
  const stopped = old.stop();
  await app.owner(`select graphile_worker.add_job('test.next')`);
  go.resolve();
  await stopped;
  await worker.due();
  t.same(done, ['test.long', 'test.next'], 'each once');
});
