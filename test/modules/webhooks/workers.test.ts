import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Test, test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { chances } from '../../core/faults.ts';
import { endProgram } from '../../core/process.ts';
import { TEST_KEY } from '../../helpers/app.ts';
import { type Event, leafOfAct } from '../../kernel/feed/log.ts';
import { type Bench, OWN_NETWORK, openBench } from './receiver.ts';

const OBJECTS = 6;
const FACTS = 60 * Number(process.env.RUNS ?? 1);
const SEED = 20_261_122;
const WORK = fileURLToPath(new URL('../../../src/bin/work.ts', import.meta.url));
const TIME_PASSES = `update webhook_delivery set due_at = now(), leased_until = now()
  where status = 'PENDING' and (due_at > now() or leased_until < now() + interval '57 seconds')`;

const LEASES_END = `update webhook_delivery set leased_until = now()
  where status = 'PENDING' and leased_until > now()`;

const objects = Array.from({ length: OBJECTS }, () => newId());
const factAbout = (n: number) =>
  leafOfAct('grid.split', { type: 'Grid', id: objects[n % OBJECTS] ?? '', version: n + 1 });

/** First arrivals of each object's facts that were answered with yes. */
function arrivals(b: Bench): Map<string, number[]> {
  const first = new Map<string, Event>();
  for (const { event, answered } of b.receiver.got) {
    if (answered === 204 && !first.has(event.id)) first.set(event.id, event);
  }
  const byObject = Map.groupBy(first.values(), ({ subject }) => subject);
  return new Map([...byObject].map(([object, events]) => [object, events.map(({ id }) => +id)]));
}

const checkAll = (t: Test, b: Bench): void => {
  const byObject = arrivals(b);
  t.equal([...byObject.values()].flat().length, FACTS, 'every fact has arrived');
  for (const places of byObject.values()) {
    t.same(
      places,
      places.toSorted((x, y) => x - y),
      'in the order of its object',
    );
  }
};

const allArrived = (b: Bench): boolean => [...arrivals(b).values()].flat().length === FACTS;

/** Until everything has arrived, what waits for its time need not. */
async function letTimePass(b: Bench): Promise<void> {
  while (!allArrived(b)) {
    await b.app.owner(TIME_PASSES);
    await pause(50);
  }
}

test('three workers and a receiver that fails, is slow and forgets what it answered', async (t) => {
  const b = await openBench(t);
  await b.register('core');
  const chance = chances(SEED);
  b.receiver.answer = async () => {
    await pause(chance() * 8);
    return chance() < 0.2 ? 500 : 204;
  };
  const workers = [b.start(), b.start(), b.start()];
  for (let n = 0; n < FACTS; n += 20) {
    await b.log.write(...Array.from({ length: 20 }, (_, index) => factAbout(n + index)));
  }
  await letTimePass(b);
  checkAll(t, b);
  await Promise.all(workers.map((worker) => worker.stop()));
});

test('a worker that is given up writes nothing', async (t) => {
  const b = await openBench(t);
  const id = await b.register('core');
  let release: () => void = () => undefined;
  const frozen = new Promise<void>((resolve) => {
    release = resolve;
  });
  // It has sent, and stops before it writes that down.
  const slow = b.start((services) => ({
    ...services,
    outbound: {
      ...services.outbound,
      async post(call) {
        await services.outbound.post(call);
        await frozen;
        return { status: 500, headers: {} };
      },
    },
  }));
  await b.log.write(factAbout(0), factAbout(0));
  await b.receiver.until(() => b.receiver.got.length === 1);
  const stopping = slow.stop();
  const other = b.start();
  while ((await b.endpoint(id)).waiting > 0) await b.app.owner(LEASES_END);
  release();
  await stopping;
  const { got } = b.receiver;
  t.equal(got[0]?.headers['webhook-id'], got[1]?.headers['webhook-id'], 'the same fact, again');
  t.equal((await b.endpoint(id)).waiting, 0, 'its late word counts no more');
  await other.stop();
});

const startWorker = (b: Bench) =>
  spawn(process.execPath, [WORK], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      ...OWN_NETWORK,
      NODE_ENV: 'test',
      WORKER_DATABASE_URL: b.app.workerUrl,
      KEY_ENCRYPTION_KEY: TEST_KEY.toString('base64'),
      LOG_LEVEL: 'silent',
    },
  });

test('a worker killed while it sends', async (t) => {
  const b = await openBench(t);
  await b.register('core');
  const chance = chances(SEED);
  let kill: () => void = () => undefined;
  b.receiver.answer = async () => {
    if (chance() < 0.1) kill();
    return 204;
  };
  for (let n = 0; n < FACTS; n += 20) {
    await b.log.write(...Array.from({ length: 20 }, (_, index) => factAbout(n + index)));
  }
  const arriving = letTimePass(b);
  let deaths = 0;
  while (!allArrived(b)) {
    const worker = startWorker(b);
    if (deaths < 2) kill = () => worker.kill('SIGKILL');
    const exit = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    await Promise.race([exit, arriving]);
    if (!allArrived(b)) deaths += 1;
    kill = () => undefined;
    await endProgram(worker, 'SIGTERM');
  }
  await arriving;
  t.ok(deaths > 0, `killed ${deaths} times`);
  checkAll(t, b);
});
