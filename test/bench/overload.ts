import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { globalId } from '../../src/kernel/ids.ts';
import { run } from './cluster.ts';
import type { Contender } from './contender.ts';
import { asLoad } from './cores.ts';
import { administratorOf, BANK, COUNTY, keyOf } from './county.ts';
import { fill } from './fill.ts';
import { openIssuer } from './issuer.ts';
import { launchProduct } from './product.ts';
import { type Bench, settingOf } from './read.ts';
import { atLeast, atMost, type Report, rounded } from './report.ts';
import type { OpenLoad, Outcomes, Stream } from './servers/open-loop.ts';
import { GROWN } from './write.ts';
import { type Load, load, NUMBER, type WireRequest } from './wrk.ts';

const OPEN_LOOP = fileURLToPath(new URL('./servers/open-loop.ts', import.meta.url));
const KEY_BYTES = 32;
const HOUSEHOLDS = 2_000;
const HEAD_OFFICE = keyOf('outlet', 0);
/** Of what the machine can serve of each kind, both at once. */
const FACTORS = [1, 2, 4];
/** Of its own capacity: what a few commands are beside a flood of reads, and the other way round. */
const TRICKLE = 0.15;
const FLOOD = 4;
const GOAL = 0.8;
const MAX_REFUSAL_MS = 1_000;
const NUMBERS_PER_RUN = 1_000_000;
const NO_LIMIT = { READS_IN_FLIGHT: '1000000', WRITES_IN_FLIGHT: '1000000' };

type Asked = { read: WireRequest; write: WireRequest };
type Rates = Record<keyof Asked, number>;

/**
 * Offered more than it can do, a server must go on doing what it can. It and its database have no use
 * of the processor that the load runs on: capacity is measured so, and what is left of it.
 */
export async function benchOverload({ cluster, options, log, cores }: Bench): Promise<Report> {
  const keyEncryptionKey = randomBytes(KEY_BYTES);
  const { ownerUrl, url } = await cluster.create('overload');
  await fill({ ownerUrl, keyEncryptionKey, households: HOUSEHOLDS, log });
  await run(
    ownerUrl,
    `insert into outlet (institution_id, id, code, name, level, area_codes)
     values ($1, $2, 'HEAD', 'Head office', 'HEAD_OFFICE', $3)`,
    [BANK, HEAD_OFFICE, [COUNTY]],
  );
  for (const statement of GROWN) await run(ownerUrl, statement);
  const issuer = await openIssuer();
  const setting = { url, issuer, keyEncryptionKey, env: { MAX_LOOP_DELAY_MS: '600000' } };
  const guarded = await launchProduct({ ...setting, env: {} });
  const unguarded = await launchProduct({ ...setting, env: { ...setting.env, ...NO_LIMIT } });
  try {
    const asked = requestsOf(await issuer.token(administratorOf(0)));
    const capacity = await capacityOf(guarded, asked, { ...options, cores });
    log(`capacity: ${shown(capacity)}`);
    const servers = { guarded, unguarded };
    const { seconds } = options;
    const measured = await measure({ servers, asked, capacity, seconds, cores, log });
    return reportOf({ capacity, measured, setting: { ...settingOf(options), cores } });
  } finally {
    await Promise.all([guarded.stop(), unguarded.stop()]);
    await issuer.close();
  }
}

const requestsOf = (token: string): Asked => ({
  read: {
    method: 'GET',
    path: '/v1/outlets?first=50',
    headers: { authorization: `Bearer ${token}` },
  },
  write: {
    method: 'POST',
    path: '/v1/outlets/open',
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': `O-${NUMBER}` },
    body: JSON.stringify({
      code: `O-${NUMBER}`,
      name: 'A branch 支行',
      level: 'FIRST_BRANCH',
      parentId: globalId('Outlet', HEAD_OFFICE),
      areaCodes: [COUNTY],
    }),
  },
});

let runs = 0;
const fresh = (): number => {
  runs += 1;
  return runs * NUMBERS_PER_RUN;
};

/** What is served of each kind alone, by callers that wait for each answer. */
async function capacityOf(
  { address }: Contender,
  asked: Asked,
  { seconds, connections, cores }: Pick<Load, 'seconds' | 'connections' | 'cores'>,
): Promise<Rates> {
  const alone = async (request: WireRequest): Promise<number> => {
    const given = { address, requests: [request], connections, cores };
    await load({ ...given, seconds: 3, from: fresh() });
    return (await load({ ...given, seconds, from: fresh() })).requestsPerSecond;
  };
  return { read: await alone(asked.read), write: await alone(asked.write) };
}

const shown = ({ read, write }: Rates): string =>
  `${read.toFixed(0)} reads/s or ${write.toFixed(0)} writes/s`;

type Measuring = {
  servers: Record<'guarded' | 'unguarded', Contender>;
  asked: Asked;
  capacity: Rates;
  seconds: number;
  cores: Bench['cores'];
  log: (line: string) => void;
};
type Measured = Map<string, Record<keyof Asked, Outcomes>>;

/** The two servers take turns at every load. */
async function measure(setting: Measuring): Promise<Measured> {
  const { servers, asked, capacity, seconds, cores, log } = setting;
  const loads: [string, Rates][] = [
    ...FACTORS.map((factor): [string, Rates] => [
      `${factor}x`,
      { read: (capacity.read * factor) / 2, write: (capacity.write * factor) / 2 },
    ]),
    ['flood of reads', { read: capacity.read * FLOOD, write: capacity.write * TRICKLE }],
    ['flood of writes', { read: capacity.read * TRICKLE, write: capacity.write * FLOOD }],
  ];
  const measured: Measured = new Map();
  for (const [name, rates] of loads) {
    for (const [server, { address }] of Object.entries(servers)) {
      const streams = (['read', 'write'] as const).map(
        (kind): Stream => ({ name: kind, perSecond: rates[kind], request: asked[kind] }),
      );
      const given = { address, seconds, from: fresh(), streams };
      const outcomes = await openLoad(given, cores);
      measured.set(`${server} ${name}`, outcomes);
      log(`${server} ${name}: ${JSON.stringify(outcomes)}`);
    }
  }
  return measured;
}

const execute = promisify(execFile);

async function openLoad(
  given: OpenLoad,
  cores: Bench['cores'],
): Promise<Record<keyof Asked, Outcomes>> {
  const env = { ...process.env, LOAD: JSON.stringify(given) };
  const { stdout } = await execute(...asLoad(cores, process.execPath, [OPEN_LOOP]), { env });
  return JSON.parse(stdout);
}

type Found = { capacity: Rates; measured: Measured; setting: Report['setting'] };

/** Of what the machine can do at most, in shares of each kind's capacity per second. */
function reportOf({ capacity, measured, setting }: Found): Report {
  const seconds = Number(setting.seconds);
  const share = (name: string): number => {
    const outcomes = measured.get(name);
    if (!outcomes) return Number.NaN;
    const { read, write } = outcomes;
    return (read.good / capacity.read + write.good / capacity.write) / seconds;
  };
  const goodput = (server: string) => FACTORS.map((factor) => share(`${server} ${factor}x`));
  const held = goodput('guarded');
  const peak = Math.max(...held);
  const all = [...measured].filter(([name]) => name.startsWith('guarded'));
  const refusals = all.flatMap(([, { read, write }]) => [read, write]);
  const kept = (name: string, kind: keyof Asked): number => {
    const outcomes = measured.get(name)?.[kind];
    return outcomes ? outcomes.good / outcomes.offered : Number.NaN;
  };
  return {
    bench: 'overload',
    figures: {
      capacity: { read: rounded(capacity.read), write: rounded(capacity.write) },
      goodput: Object.fromEntries(
        FACTORS.map((factor, n) => [`${factor}x`, rounded(held[n] ?? 0)]),
      ),
      goodputWithoutLimits: Object.fromEntries(
        goodput('unguarded').map((value, n) => [`${FACTORS[n]}x`, rounded(value)]),
      ),
      outcomes: Object.fromEntries(measured),
    },
    goals: [
      atLeast('goodput at 2x / its peak', (held[1] ?? 0) / peak, GOAL),
      atLeast('goodput at 4x / its peak', (held[2] ?? 0) / peak, GOAL),
      atLeast(
        'writes served beside a flood of reads',
        kept('guarded flood of reads', 'write'),
        GOAL,
      ),
      atLeast(
        'reads served beside a flood of writes',
        kept('guarded flood of writes', 'read'),
        GOAL,
      ),
      atMost(
        'p99 of a refusal, ms',
        Math.max(...refusals.map(({ refusedP99 }) => refusedP99)),
        MAX_REFUSAL_MS,
      ),
      atMost(
        'refusals without Retry-After',
        refusals.reduce((sum, { withoutRetryAfter }) => sum + withoutRetryAfter, 0),
        0,
      ),
    ],
    setting: { ...setting, households: HOUSEHOLDS },
  };
}
