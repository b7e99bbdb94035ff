import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { civilDate } from '../../src/kernel/clock.ts';
import { sampleHouseholdScorecard } from '../../src/modules/ratings/index.ts';
import { run } from './cluster.ts';
import type { Contender } from './contender.ts';
import {
  administratorOf,
  BANK,
  COUNTY,
  gridsOf,
  SMALL_GRIDS_PER_BIG,
  villageOf,
} from './county.ts';
import { fill } from './fill.ts';
import { openIssuer } from './issuer.ts';
import { GOAL_GROWTH, growthOf } from './memory.ts';
import { launchProduct } from './product.ts';
import { BY_HAND, COMPARE, HAND_TABLE, RESET_BY_HAND } from './rating-by-hand.ts';
import { type Bench, settingOf } from './read.ts';
import { atLeast, atMost, type Report, rounded } from './report.ts';
import { median } from './rounds.ts';

const KEY_BYTES = 32;
const GOAL = 0.25;
const MAX_SECONDS_PER_100K = 60;
const HUNDRED_THOUSAND = 100_000;
/** Villages rated at a time: while one chunk is written, another is thought about. */
const AT_A_TIME = 3;

/** Nobody is rated any more; what was is history, as where a bank rates anew with a new card. */
const EXPIRE = `update rating set valid_from = least(valid_from, $1::date - 30), valid_to = $1::date - 1
  where valid_to is null or valid_to >= $1::date`;
const MAY_RATE = `update role set permissions = permissions || '{rating.rate}'
  where code = 'ADMINISTRATOR'`;
/** Everybody has agreed to being rated. */
const AGREE: readonly string[] = [
  `insert into consent_text (institution_id, id, code, edition, title, body, body_sha256, purposes,
     items, valid_from, published_by)
   select institution_id, id, 'BENCH', 1, 'Bench', 'Bench', repeat('a', 64), '{RATING}',
     '{IDENTITY,FINANCES}', '2024-01-01', published_by from scorecard where code = 'BENCH'`,
  `insert into consent (institution_id, id, customer_id, purpose, items, text_id, channel,
     evidence_sha256, recorded_by, valid_from)
   select c.institution_id, c.id, c.id, 'RATING', '{IDENTITY,FINANCES}', t.id, 'PAPER',
     repeat('a', 64), c.registered_by, '2024-01-01'
   from customer c join consent_text t on t.institution_id = c.institution_id
   where c.kind = 'HOUSEHOLD'`,
  'vacuum analyze consent',
];
const END_CARD = "update scorecard set status = 'SUPERSEDED', valid_to = valid_from + 1";
/** Of the rounds before. */
const FORGET = 'delete from rating where valid_from = $1';

type Rating = { ownerUrl: string; product: Contender; token: string; today: string };

/** Households rated in batches over the API, against the same arithmetic as one UPDATE by hand. */
export async function benchRating({ cluster, options, log }: Bench): Promise<Report> {
  const { households } = options;
  const keyEncryptionKey = randomBytes(KEY_BYTES);
  const { ownerUrl, url } = await cluster.create('rating');
  await fill({ ownerUrl, keyEncryptionKey, households, log });
  const today = civilDate(new Date());
  await run(ownerUrl, EXPIRE, [today]);
  for (const statement of [MAY_RATE, END_CARD, ...AGREE, ...HAND_TABLE])
    await run(ownerUrl, statement);
  const issuer = await openIssuer();
  const product = await launchProduct({ url, issuer, keyEncryptionKey });
  try {
    const token = await issuer.token(administratorOf(0));
    const rating = { ownerUrl, product, token, today };
    const body = { content: sampleHouseholdScorecard, validFrom: today };
    await post(rating, { path: '/v1/scorecards/publish', body, key: 'card' });
    const results = await rounds(rating, { households, rounds: options.rounds, log });
    const memory = (await product.memory())?.peak ?? Number.NaN;
    return reportOf(results, { memory, setting: settingOf(options) });
  } finally {
    await product.stop();
    await issuer.close();
  }
}

/** `resident`: of the server, chunk by chunk, in MiB. */
type Results = { batch: number[]; byHand: number[]; resident: number[] };
type Plan = { households: number; rounds: number; log: (line: string) => void };

async function rounds(rating: Rating, { households, rounds: count, log }: Plan): Promise<Results> {
  const results: Results = { batch: [], byHand: [], resident: [] };
  for (let round = 0; round <= count; round += 1) {
    await settle(rating.ownerUrl, [{ text: FORGET, values: [rating.today] }, RESET_BY_HAND]);
    const { resident } = results;
    const batch = await perSecond(() => rateCounty(rating, { households, round, resident }));
    if (round === 0) await requireSameResults(rating.ownerUrl);
    await settle(rating.ownerUrl, []);
    const byHand = await perSecond(() => updateByHand(rating.ownerUrl));
    log(`round ${round}: batch ${batch.toFixed(0)}, by hand ${byHand.toFixed(0)} customers/s`);
    // The first round warms up.
    if (round === 0) continue;
    results.batch.push(batch);
    results.byHand.push(byHand);
  }
  return results;
}

async function perSecond(work: () => Promise<number>): Promise<number> {
  const started = performance.now();
  const done = await work();
  return done / ((performance.now() - started) / 1_000);
}

type Preparation = string | { text: string; values: unknown[] };

/** Both start from tables without garbage and a disk without a backlog. */
async function settle(ownerUrl: string, preparations: readonly Preparation[]): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const preparation of preparations) await client.query(preparation);
    await client.query('vacuum analyze rating');
    await client.query('vacuum analyze hand_rating');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

type Chunk = { rated: number; awaiting: number; notRated: unknown[]; next: string | null };

const chunkOf = (areaCode: string, after: string | null | undefined) => ({
  areaCode,
  customerKind: 'HOUSEHOLD',
  inputs: { HAS_BAD_LOAN: false, JUDGMENT_DEFAULTER: false },
  ...(after ? { after } : {}),
});

/** Village after village, as the job that rates a county does it. @returns customers rated */
async function rateCounty(
  rating: Rating,
  { households, round, resident }: { households: number; round: number; resident: number[] },
): Promise<number> {
  const grids = gridsOf(households);
  const villages = Array.from({ length: Math.ceil(grids / SMALL_GRIDS_PER_BIG) }, (_, index) =>
    villageOf(index * SMALL_GRIDS_PER_BIG),
  );
  let rated = 0;
  const work = async (): Promise<void> => {
    for (let village = villages.pop(); village; village = villages.pop()) {
      let after: string | null | undefined;
      do {
        const chunk: Chunk = await post(rating, {
          path: '/v1/ratings/rate-many',
          body: chunkOf(village, after),
          key: `${round}-${after ?? village}`,
        });
        if (chunk.notRated.length > 0) throw new Error(JSON.stringify(chunk.notRated[0]));
        rated += chunk.rated + chunk.awaiting;
        resident.push((await rating.product.memory())?.resident ?? Number.NaN);
        after = chunk.next;
      } while (after);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  if (rated === 0) throw new Error(`nobody in ${COUNTY} was rated`);
  return rated;
}

async function updateByHand(ownerUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return (await client.query(BY_HAND, [BANK])).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

/** @throws Error unless both come to the same scores, grades, lines and outcomes */
async function requireSameResults(ownerUrl: string): Promise<void> {
  const [found] = await run<{ compared: number; different: number }>(ownerUrl, COMPARE);
  if (!found || found.compared === 0 || found.different > 0) {
    throw new Error(`batch and hand differ: ${JSON.stringify(found)}`);
  }
}

type Sent = { path: string; body: object; key: string };

async function post<T>({ product, token }: Rating, { path, body, key }: Sent): Promise<T> {
  const response = await fetch(product.address + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${text}`);
  return JSON.parse(text).result as T;
}

type Found = { memory: number; setting: Report['setting'] };

function reportOf({ batch, byHand, resident }: Results, { memory, setting }: Found): Report {
  const [rated, hand] = [median(batch), median(byHand)];
  const seconds = HUNDRED_THOUSAND / rated;
  return {
    bench: 'rating',
    figures: {
      batch: rounded(rated),
      byHand: rounded(hand),
      secondsPer100k: rounded(seconds),
      memoryMib: rounded(memory),
    },
    goals: [
      atLeast('batch / byHand', rated / hand, GOAL),
      atMost('seconds to rate 100,000 households', seconds, MAX_SECONDS_PER_100K),
      atMost('memory of the server, last quarter / second', growthOf(resident), GOAL_GROWTH),
    ],
    setting,
  };
}
