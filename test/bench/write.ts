import { deepStrictEqual } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { globalId } from '../../src/kernel/ids.ts';
import { run } from './cluster.ts';
import { type Contender, launch } from './contender.ts';
import { administratorOf, BANK, COUNTY, keyOf, keySql } from './county.ts';
import { fill } from './fill.ts';
import { type BenchIssuer, openIssuer } from './issuer.ts';
import { launchProduct, POOL_SIZE } from './product.ts';
import { type Bench, settingOf } from './read.ts';
import { atLeast, atMost, type Report, rounded } from './report.ts';
import { type Entrant, interleave, medianOf, type Results } from './rounds.ts';
import { NUMBER, type WireRequest } from './wrk.ts';

const BY_HAND = fileURLToPath(new URL('./servers/by-hand.ts', import.meta.url));
const KEY_BYTES = 32;
const GOAL = 0.5;
const MAX_MEMORY_MIB = 250;
/** Writing needs an institution and its people, not its customers. */
const HOUSEHOLDS = 2_000;
const HEAD_OFFICE = keyOf('outlet', 0);

/** As in use: checks of foreign keys that were planned on an empty table stay slow on a full one. */
export const GROWN = [
  `insert into outlet (institution_id, id, code, name, level, parent_id)
   select '${BANK}', ${keySql('outlet', 'n')}, 'B' || n, '支行' || n, 'FIRST_BRANCH', '${HEAD_OFFICE}'
   from generate_series(1, 20000) as n`,
  `insert into idempotency (institution_id, client_id, key, fingerprint, outcome)
   select '${BANK}', 'bench', n::text, sha256(n::text::bytea), '{}' from generate_series(1, 20000) as n`,
  'analyze',
];

/** Once as it is, and once without waiting for the disk, which hides what the writing costs. */
const PAIRS = [
  { suffix: '', synchronousCommit: 'on' },
  { suffix: 'NoWait', synchronousCommit: 'off' },
] as const;
type Pair = (typeof PAIRS)[number];

type Writers = { entrants: Entrant[]; product: Contender; stop(): Promise<void> };

/** A command with token, tenancy, idempotency and journal against the same rows by hand. */
export async function benchWrite({ cluster, options, log }: Bench): Promise<Report> {
  const issuer = await openIssuer();
  const writers: Writers[] = [];
  try {
    for (const pair of PAIRS)
      writers.push(await launchPair({ cluster, options, log }, issuer, pair));
    log('both write the same rows');
    const entrants = writers.flatMap((each) => each.entrants);
    const results = await interleave(entrants, options, log);
    const memory = (await writers[0]?.product.memory())?.peak ?? Number.NaN;
    return reportOf(results, { memory, setting: settingOf(options) });
  } finally {
    await Promise.all(writers.map((each) => each.stop()));
    await issuer.close();
  }
}

async function launchPair(
  { cluster, log }: Bench,
  issuer: BenchIssuer,
  { suffix, synchronousCommit }: Pair,
): Promise<Writers> {
  const keyEncryptionKey = randomBytes(KEY_BYTES);
  const { ownerUrl, url } = await cluster.create(`write${suffix.toLowerCase()}`);
  await fill({ ownerUrl, keyEncryptionKey, households: HOUSEHOLDS, log });
  const { pathname } = new URL(ownerUrl);
  const database = pg.escapeIdentifier(pathname.slice(1));
  await run(ownerUrl, `alter database ${database} set synchronous_commit = ${synchronousCommit}`);
  await run(
    ownerUrl,
    `insert into outlet (institution_id, id, code, name, level, area_codes)
     values ($1, $2, 'HEAD', 'Head office', 'HEAD_OFFICE', $3)`,
    [BANK, HEAD_OFFICE, [COUNTY]],
  );
  for (const statement of GROWN) await run(ownerUrl, statement);
  const product = await launchProduct({ url, issuer, keyEncryptionKey });
  const env = { DATABASE_URL: ownerUrl, POOL_SIZE: String(POOL_SIZE) };
  const byHand = await launch({ script: BY_HAND, env });
  const plain = entrantsOf({ product, byHand }, await issuer.token(administratorOf(0)));
  const entrants = plain.map((each) => ({ ...each, name: `${each.name}${suffix}` }));
  for (const entrant of entrants) await requireSameRows(ownerUrl, entrant);
  return {
    entrants,
    product,
    async stop() {
      await Promise.all([product.stop(), byHand.stop()]);
    },
  };
}

function entrantsOf(
  { product, byHand }: { product: Contender; byHand: Contender },
  token: string,
): Entrant[] {
  const request = (path: string, prefix: string): WireRequest => ({
    method: 'POST',
    path,
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': `${prefix}-${NUMBER}` },
    body: JSON.stringify({
      code: `${prefix}-${NUMBER}`,
      name: 'A branch 支行',
      level: 'FIRST_BRANCH',
      parentId: globalId('Outlet', HEAD_OFFICE),
      areaCodes: [COUNTY],
    }),
  });
  const { address } = product;
  return [
    { name: 'byHand', address: byHand.address, requests: [request('/outlets', 'H')] },
    { name: 'command', address, requests: [request('/v1/outlets/open', 'C')] },
  ];
}

const COUNTS = `select (select count(*)::int from outlet) as outlets,
  (select count(*)::int from idempotency where outcome is not null) as keys,
  (select count(*)::int from journal_entry) as entries`;

/** @throws Error unless one request leaves exactly one row of each kind */
async function requireSameRows(ownerUrl: string, { name, address, requests }: Entrant) {
  const [request] = requests;
  if (!request) throw new Error(`${name} has no request`);
  const { path, headers, body } = request;
  const once = (text: string): string => text.replaceAll(NUMBER, 'PROBE');
  const before = await run<Record<string, number>>(ownerUrl, COUNTS);
  const response = await fetch(address + path, {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      'idempotency-key': once(headers?.['idempotency-key'] ?? ''),
    },
    body: once(body ?? ''),
  });
  if (!response.ok) throw new Error(`${name} answers ${response.status}: ${await response.text()}`);
  const after = await run<Record<string, number>>(ownerUrl, COUNTS);
  const expected = Object.entries(before[0] ?? {}).map(([kind, count]) => [kind, count + 1]);
  deepStrictEqual(after[0], Object.fromEntries(expected), name);
}

type Found = { memory: number; setting: Report['setting'] };

function reportOf(results: Results, { memory, setting }: Found): Report {
  const perSecond = (name: string): number => medianOf(results, name, 'requestsPerSecond');
  const names = [...results.keys()];
  const latency = (name: string) => ({
    p50: rounded(medianOf(results, name, 'p50')),
    p99: rounded(medianOf(results, name, 'p99')),
  });
  return {
    bench: 'write',
    figures: {
      ...Object.fromEntries(names.map((name) => [name, rounded(perSecond(name))])),
      latencyMs: Object.fromEntries(names.map((name) => [name, latency(name)])),
      memoryMib: rounded(memory),
    },
    goals: [
      ...PAIRS.map(({ suffix }) => {
        const [command, byHand] = [`command${suffix}`, `byHand${suffix}`];
        return atLeast(`${command} / ${byHand}`, perSecond(command) / perSecond(byHand), GOAL);
      }),
      atMost('resident memory under load, MiB', memory, MAX_MEMORY_MIB),
    ],
    setting: { ...setting, households: HOUSEHOLDS },
  };
}
