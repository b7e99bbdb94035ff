import { randomBytes } from 'node:crypto';
import type { Contender } from './contender.ts';
import {
  administratorOf,
  gridsOf,
  keyOf,
  officerOf,
  SMALL_GRIDS_PER_BIG,
  SPARE_PEOPLE,
  sampleGrids,
  villageOf,
} from './county.ts';
import { fill } from './fill.ts';
import { type BenchIssuer, openIssuer } from './issuer.ts';
import { readRequests } from './nested-read.ts';
import { launchProduct } from './product.ts';
import { type Bench, settingOf } from './read.ts';
import { atMost, type Report, rounded } from './report.ts';
import { type Entrant, interleave, medianOf, type Results } from './rounds.ts';
import type { WireRequest } from './wrk.ts';

const KEY_BYTES = 32;
/** The most the largest county may be slower than the smallest. */
const MAX_SLOWDOWN = 1.5;
/** What is asked of each size. */
const QUESTIONS = ['read', 'officerList', 'list', 'ledger'] as const;

/** An officer's own customers still to be asked for, in order of code. */
const OFFICER_LIST = `query ($grid: ID!) {
  customers(first: 20, filter: { grid: $grid, kind: [HOUSEHOLD], completenessBelow: 50 }, order: CODE) {
    nodes { id code nameMask completeness } pageInfo { hasNextPage endCursor } } }`;
/** The same of a whole village, by somebody who sees the whole bank. */
const LIST = `query ($village: String!) {
  customers(first: 20, filter: { territoryPrefix: $village, completenessBelow: 50 }, order: TERRITORY) {
    nodes { id code nameMask completeness } pageInfo { hasNextPage endCursor } } }`;

/** A page of an officer's ledger, what is due soonest first: every household of the grid is looked at. */
const LEDGER = `query ($grid: ID!) {
  gridLedger(gridId: $grid, first: 20, order: DUE) { nextAfter rows { customerId code nameMask completeness
    screening core outworkers lastVisitAt lacking { code missing } due { kind dueOn overdue }
    promised { kind dueOn } } } }`;

/** The same questions to counties of growing size, each in a database and server of its own. */
export async function benchScale({ cluster, options, log }: Bench): Promise<Report> {
  const issuer = await openIssuer();
  const servers: Contender[] = [];
  const entrants: Entrant[] = [];
  const smallest = Math.min(...options.sizes);
  try {
    for (const households of options.sizes) {
      const keyEncryptionKey = randomBytes(KEY_BYTES);
      const { ownerUrl, url } = await cluster.create(`scale_${households}`);
      await fill({ ownerUrl, keyEncryptionKey, households, log });
      const server = await launchProduct({ url, issuer, keyEncryptionKey });
      servers.push(server);
      entrants.push(...(await entrantsOf(server.address, issuer, { households, smallest })));
    }
    entrants.sort((a, b) => questionOf(a) - questionOf(b));
    for (const entrant of entrants) await requireRows(entrant);
    return reportOf(await interleave(entrants, options, log), options);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await issuer.close();
  }
}

const questionOf = ({ name }: Entrant): number =>
  QUESTIONS.findIndex((question) => name.startsWith(`${question} `));

type Asked = { households: number; smallest: number };

/** As many different questions at every size, so that none has more of them in the fastest memory. */
async function entrantsOf(
  address: string,
  issuer: BenchIssuer,
  { households, smallest }: Asked,
): Promise<Entrant[]> {
  const grids = sampleGrids(households, gridsOf(smallest));
  const villages = sampleGrids(households, Math.ceil(gridsOf(smallest) / SMALL_GRIDS_PER_BIG));
  const { trusted } = await readRequests(issuer, grids);
  const ofGrid = (query: string) => async (grid: number) =>
    ask(await issuer.token(officerOf(grid)), query, { grid: `grid_${keyOf('grid', grid)}` });
  const own = grids.map(ofGrid(OFFICER_LIST));
  const ledgers = grids.map(ofGrid(LEDGER));
  const all = villages.map(async (grid, index) =>
    ask(await issuer.token(administratorOf(index % SPARE_PEOPLE)), LIST, {
      village: villageOf(grid),
    }),
  );
  return [
    { name: `read ${households}`, address, requests: trusted },
    { name: `officerList ${households}`, address, requests: await Promise.all(own) },
    { name: `list ${households}`, address, requests: await Promise.all(all) },
    { name: `ledger ${households}`, address, requests: await Promise.all(ledgers) },
  ];
}

const ask = (token: string, query: string, variables: object): WireRequest => ({
  method: 'POST',
  path: '/graphql',
  headers: { authorization: `Bearer ${token}` },
  body: JSON.stringify({ query, variables }),
});

const FULL_PAGE = 20;

/** @throws Error unless the first answer holds a full page */
async function requireRows({ name, address, requests }: Entrant): Promise<void> {
  const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = requests;
  const response = await fetch(address + path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: body ?? '',
  });
  const text = await response.text();
  const rows = text.split('customer_').length - 1;
  if (!response.ok || rows !== FULL_PAGE) throw new Error(`${name} answers ${rows} rows: ${text}`);
}

function reportOf(results: Results, options: Bench['options']): Report {
  const [first = 0, last = 0] = [options.sizes[0], options.sizes.at(-1)];
  const figures = QUESTIONS.map((question) => {
    const bySize = options.sizes.map((size) => {
      const name = `${question} ${size}`;
      const perSecond = rounded(medianOf(results, name, 'requestsPerSecond'));
      const [p50, p99] = [medianOf(results, name, 'p50'), medianOf(results, name, 'p99')];
      return [size, { perSecond, p50Ms: rounded(p50), p99Ms: rounded(p99) }] as const;
    });
    return [question, Object.fromEntries(bySize)] as const;
  });
  const slowdown = (question: string): number =>
    medianOf(results, `${question} ${first}`, 'requestsPerSecond') /
    medianOf(results, `${question} ${last}`, 'requestsPerSecond');
  return {
    bench: 'scale',
    figures: Object.fromEntries(figures),
    goals: QUESTIONS.map((question) =>
      atMost(`${question}, ${first} / ${last} households`, slowdown(question), MAX_SLOWDOWN),
    ),
    setting: { ...settingOf(options), households: options.sizes },
  };
}
