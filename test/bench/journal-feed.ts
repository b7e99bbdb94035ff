import { once } from 'node:events';
import http from 'node:http';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type BenchDatabase, run } from './cluster.ts';
import { administratorOf, BANK } from './county.ts';
import { openIssuer } from './issuer.ts';
import { launchProduct } from './product.ts';
import { median } from './rounds.ts';

const PAGE = 1_000;

export type Feeding = {
  database: BenchDatabase;
  keyEncryptionKey: Buffer;
  rounds: number;
  log: (line: string) => void;
};

/** Facts a second, each way. */
export type FeedFigures = { stream: number; pages: number; copy: number };

type Rate = { facts: number; bytes: number; seconds: number };
type Server = { address: string; token: string };

/**
 * The whole log as a consumer gets it, in one stream and page by page, against the same rows and
 * columns by COPY. All three readers only count what comes.
 */
export async function feedFigures(feeding: Feeding): Promise<FeedFigures> {
  const { database, keyEncryptionKey, rounds, log } = feeding;
  const issuer = await openIssuer();
  await run(
    database.ownerUrl,
    `update role set permissions = permissions || '{journal.follow}'::text[]`,
  );
  const product = await launchProduct({ url: database.url, issuer, keyEncryptionKey });
  const rates = { stream: [] as number[], pages: [] as number[], copy: [] as number[] };
  try {
    const server = { address: product.address, token: await issuer.token(administratorOf(0)) };
    const ways = {
      copy: () => copyOnce(database.ownerUrl),
      stream: () => streamOnce(server),
      pages: () => readPages(server),
    };
    for (let round = 0; round < rounds; round += 1) {
      for (const way of ['copy', 'stream', 'pages'] as const) {
        const { facts, bytes, seconds } = await ways[way]();
        rates[way].push(facts / seconds);
        const megabytes = (bytes / seconds / 1_048_576).toFixed(0);
        log(`${way}: ${(facts / seconds).toFixed(0)} facts/s, ${megabytes} MiB/s`);
      }
    }
  } finally {
    await product.stop();
    await issuer.close();
  }
  return {
    stream: median(rates.stream),
    pages: median(rates.pages),
    copy: median(rates.copy),
  };
}

async function timed(read: () => Promise<Omit<Rate, 'seconds'>>): Promise<Rate> {
  const started = performance.now();
  const counted = await read();
  if (counted.facts === 0) throw new Error('nothing was read');
  return { ...counted, seconds: (performance.now() - started) / 1_000 };
}

async function ask(
  { address, token }: Server,
  path: string,
  headers: http.OutgoingHttpHeaders = {},
  agent?: http.Agent,
): Promise<http.IncomingMessage> {
  const request = http.get(`${address}${path}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(agent ? { agent } : {}),
  });
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`the feed answers ${answer.statusCode}`);
  return answer;
}

/** A page is complete up to its cursor, and without a filter it holds every place up to there. */
const readPages = (server: Server): Promise<Rate> =>
  timed(async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    let [after, bytes] = [-1, 0];
    for (;;) {
      const answer = await ask(server, `/v1/events?limit=${PAGE}&after=${after}`, {}, agent);
      for await (const chunk of answer) bytes += (chunk as Buffer).length;
      const [cursor, head] = [answer.headers['feed-cursor'], answer.headers['feed-head']];
      after = Number(cursor);
      if (cursor === head) break;
    }
    agent.destroy();
    return { facts: after + 1, bytes };
  });

/** One answer from the first place on, until the last event has come whole. */
const streamOnce = (server: Server): Promise<Rate> =>
  timed(async () => {
    const page = await ask(server, '/v1/events?limit=1');
    page.resume();
    const head = Number(page.headers['feed-head']);
    const answer = await ask(server, '/v1/events', { accept: 'text/event-stream' });
    let bytes = 0;
    let before: Buffer = Buffer.alloc(0);
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (lastPlace(before, chunk) === head) break;
      before = chunk;
    }
    return { facts: head + 1, bytes };
  });

const LINE = '\nid: ';
const END = '\n\n';
const DIGITS = 19;

/** The place of the event that ends here; nothing is looked at where none does. */
function lastPlace(before: Buffer, chunk: Buffer): number | undefined {
  if (chunk.at(-1) !== END.charCodeAt(0)) return undefined;
  const both = Buffer.concat([before, chunk]);
  if (both.toString('latin1', both.length - END.length) !== END) return undefined;
  const at = both.lastIndexOf(LINE) + LINE.length;
  return Number.parseInt(both.toString('latin1', at, at + DIGITS), 10);
}

/** What a consumer gets besides the name of the log: place, act, time, and the leaf as text. */
const COPY = `copy (select p.position, p.act, p.occurred_at, convert_from(e.leaf, 'UTF8')
  from journal_position p
  join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id
  where p.institution_id = '${BANK}' order by p.position) to stdout`;

const copyOnce = (url: string): Promise<Rate> =>
  timed(async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      const stream = client.query(copyTo(COPY));
      let bytes = 0;
      for await (const chunk of stream) bytes += (chunk as Buffer).length;
      return { facts: stream.rowCount, bytes };
    } finally {
      await client.end();
    }
  });
