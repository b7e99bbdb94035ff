import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../faults/proxy/faults.ts';
import { type FaultProxy, type Injected, startFaultProxy } from '../../faults/proxy/proxy.ts';
import { gather } from '../crowd.ts';
import { type Scenario, UNHEARD } from '../scenario.ts';
import { openServer } from '../stage.ts';

const FAULTS = { short: 8, long: 120 };
const LONGEST_MS = 700;
/** More than the words of the database on a COMMIT and what goes with it. */
const REPLY_BYTES = 160;
const SLOW_MS = 40;
const COMMIT = { direction: 'up', bytes: 'commit\0' } as const;
const ANSWER = { direction: 'down', bytes: 'HTTP/1.1 200' } as const;

type Injury = { name: string; put(proxy: FaultProxy, chance: () => number): Injected };

const anyByte = (chance: () => number): Fault => ({
  kind: 'cut',
  direction: 'down',
  afterBytes: Math.floor(chance() * REPLY_BYTES),
  reset: chance() < 0.5,
});

/** Between the server and its database. */
const BEHIND: readonly Injury[] = [
  {
    name: 'the word on COMMIT cut',
    put: (proxy, chance) => proxy.inject(anyByte(chance), { when: COMMIT, times: 3 }),
  },
  { name: 'the database reset', put: (proxy) => proxy.inject({ kind: 'reset' }) },
  { name: 'the database in a black hole', put: (proxy) => proxy.inject({ kind: 'black-hole' }) },
  {
    name: 'the database half open',
    put: (proxy) => proxy.inject({ kind: 'half-open', closed: 'server' }, { times: 4 }),
  },
  { name: 'the database slow', put: (proxy) => proxy.inject({ kind: 'slow', delayMs: SLOW_MS }) },
];

/** Between callers and the server. */
const BEFORE: readonly Injury[] = [
  {
    name: 'an answer cut',
    put: (proxy, chance) => proxy.inject(anyByte(chance), { when: ANSWER, times: 3 }),
  },
  { name: 'callers reset', put: (proxy) => proxy.inject({ kind: 'reset' }) },
  {
    name: 'callers half open',
    put: (proxy) => proxy.inject({ kind: 'half-open', closed: 'client' }, { times: 4 }),
  },
];

const targetOf = (url: string) => {
  const { hostname: host, port } = new URL(url);
  return { host, port: Number(port) };
};

export const networkBroken: Scenario = {
  name: 'network-broken',
  about: 'connections are cut, reset, forgotten, half open and slow on both sides of the server',
  controls: ['lost-word-is-refusal'],
  happens: ['the word on COMMIT cut', 'the database', 'callers', UNHEARD],
  async run(stage) {
    const { chance, count } = stage;
    const behind = await startFaultProxy(targetOf(stage.database.url));
    stage.atEnd(() => behind.close());
    stage.databaseUrl = behind.urlFor(stage.database.url);
    await stage.startSequencer();
    const server = await openServer(stage, { env: { STATEMENT_TIMEOUT_MS: '3000' } });
    const before = await startFaultProxy(targetOf(server.url));
    stage.atEnd(() => before.close());
    stage.route = new URL(before.urlFor(server.url)).origin;
    const crowd = gather(stage);
    for (let fault = 0; fault < FAULTS[stage.length]; fault += 1) {
      const [proxy, injuries] = chance() < 0.7 ? [behind, BEHIND] : [before, BEFORE];
      const injury = injuries[Math.floor(chance() * injuries.length)];
      await pause(chance() * LONGEST_MS);
      const put = injury?.put(proxy, chance);
      await pause(chance() * LONGEST_MS);
      proxy.heal();
      // One that waits for a COMMIT may have waited in vain.
      if (put && put.times > 0) count(injury?.name ?? '');
    }
    await pause(LONGEST_MS);
    await crowd.leave();
  },
};
