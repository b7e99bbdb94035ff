import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchDatabase, Cluster } from './cluster.ts';
import { type Contender, launch } from './contender.ts';
import type { Cores } from './cores.ts';
import { sampleGrids } from './county.ts';
import { fill } from './fill.ts';
import { type BenchIssuer, openIssuer } from './issuer.ts';
import { type ReadRequests, readRequests } from './nested-read.ts';
import type { Options } from './options.ts';
import { installPeer, launchPeer } from './postgraphile.ts';
import { LANES, launchProduct } from './product.ts';
import { atLeast, atMost, type Report, rounded } from './report.ts';
import { type Entrant, interleave, median, medianOf, type Results } from './rounds.ts';
import { type Answering, asIs, fromPeer, requireSameAnswers } from './same-answers.ts';

const CEILING = fileURLToPath(new URL('./servers/ceiling.ts', import.meta.url));
const KEY_BYTES = 32;
const STARTS = 3;
/** Goals of the project, as shares of the ceiling and multiples of the peer. */
const GOALS = { adhoc: 0.6, trusted: 0.8, adhocToPeer: 2, trustedToPeer: 3 };
const MAX_MEMORY_MIB = 250;
const MAX_START_MS = 3_000;

export type Bench = {
  cluster: Cluster;
  options: Options;
  log: (line: string) => void;
  /** Where the load has a processor to itself. */
  cores?: Cores | null | undefined;
};

/** The nested read: by hand, ad hoc, as a trusted document, and by PostGraphile. */
export async function benchRead({ cluster, options, log }: Bench): Promise<Report> {
  const keyEncryptionKey = randomBytes(KEY_BYTES);
  const database = await cluster.create('read');
  const { households } = options;
  await fill({ ownerUrl: database.ownerUrl, keyEncryptionKey, households, log });
  const issuer = await openIssuer();
  const setting = { url: database.url, issuer, keyEncryptionKey };
  const starts: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const product = await launchProduct(setting);
    starts.push(product.readyMs);
    await product.stop();
  }
  const running = await launchAll(database, setting, log);
  try {
    const requests = await readRequests(issuer, sampleGrids(households));
    const entrants = entrantsOf(running, requests);
    await requireSameAnswers(entrants);
    log('all contenders answer alike');
    const chosen = entrants.filter(
      ({ name }) => !options.only.length || options.only.includes(name),
    );
    const results = await interleave(chosen, options, log);
    const memory = await running.product.memory();
    return reportOf({ options, results, memoryMib: memory?.peak ?? null, startMs: median(starts) });
  } finally {
    await running.stop();
    await issuer.close();
  }
}

type Running = {
  product: Contender;
  ceiling: Contender;
  peer: Contender;
  stop(): Promise<void>;
};

type Setting = { url: string; issuer: BenchIssuer; keyEncryptionKey: Buffer };

async function launchAll(
  { ownerUrl }: BenchDatabase,
  setting: Setting,
  log: (line: string) => void,
): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-peer-'));
  log('installing PostGraphile into a temporary folder');
  await installPeer(folder);
  const product = await launchProduct(setting);
  const env = { DATABASE_URL: ownerUrl, LANES: String(LANES) };
  const ceiling = await launch({ script: CEILING, env });
  const peer = await launchPeer(folder, ownerUrl);
  return {
    product,
    ceiling,
    peer,
    async stop() {
      await Promise.all([product.stop(), ceiling.stop(), peer.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function entrantsOf(running: Running, requests: ReadRequests): (Entrant & Answering)[] {
  const { product, ceiling, peer } = running;
  return [
    { name: 'ceiling', address: ceiling.address, requests: requests.ceiling, normalise: asIs },
    { name: 'adhoc', address: product.address, requests: requests.adhoc, normalise: asIs },
    { name: 'trusted', address: product.address, requests: requests.trusted, normalise: asIs },
    {
      name: 'postgraphile',
      address: peer.address,
      requests: requests.postgraphile,
      normalise: fromPeer,
    },
  ];
}

type Found = {
  options: Options;
  results: Results;
  memoryMib: number | null;
  startMs: number;
};

function reportOf({ options, results, memoryMib, startMs }: Found): Report {
  const figures: Record<string, number> = {};
  const latency: Record<string, { p50: number; p99: number }> = {};
  for (const name of results.keys()) {
    figures[name] = rounded(medianOf(results, name, 'requestsPerSecond'));
    const [p50, p99] = [medianOf(results, name, 'p50'), medianOf(results, name, 'p99')];
    latency[name] = { p50: rounded(p50), p99: rounded(p99) };
  }
  const { adhoc = 0, trusted = 0, ceiling = Number.NaN, postgraphile = Number.NaN } = figures;
  const memory = memoryMib ?? Number.NaN;
  return {
    bench: 'read',
    figures: {
      ...figures,
      latencyMs: latency,
      memoryMib: rounded(memory),
      startMs: Math.round(startMs),
    },
    goals: [
      atLeast('adhoc / ceiling', adhoc / ceiling, GOALS.adhoc),
      atLeast('trusted / ceiling', trusted / ceiling, GOALS.trusted),
      atLeast('adhoc / postgraphile', adhoc / postgraphile, GOALS.adhocToPeer),
      atLeast('trusted / postgraphile', trusted / postgraphile, GOALS.trustedToPeer),
      atMost('resident memory under load, MiB', memory, MAX_MEMORY_MIB),
      atMost('start to ready on an existing database, ms', startMs, MAX_START_MS),
    ],
    setting: settingOf(options),
  };
}

export const settingOf = ({ rounds, seconds, connections, households }: Options) => ({
  rounds,
  seconds,
  connections,
  households,
  lanes: LANES,
  node: process.version,
});
