import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { newId } from '../../src/kernel/ids.ts';
import { leafOf } from '../../src/kernel/journal/leaf.ts';
import { type BenchDatabase, run } from './cluster.ts';
import { BANK } from './county.ts';
import { fill } from './fill.ts';
import { feedFigures } from './journal-feed.ts';
import { offlineFigures } from './journal-offline.ts';
import type { Bench } from './read.ts';
import { atLeast, atMost, type Report, rounded } from './report.ts';
import { median } from './rounds.ts';

const SEQUENCER = fileURLToPath(new URL('./servers/sequencer.ts', import.meta.url));
const KEY_BYTES = 32;
const ACCOUNTS = 100_000;
const LEAVES = 4_096;
const DRAIN_MS = 250;

/** One business change: a row under its lock, a line beside it; and the same with its entry. */
const WORK = [
  `create table bench_account (id integer primary key, balance bigint not null, version integer not null)`,
  `insert into bench_account select n, 0, 1 from generate_series(1, ${ACCOUNTS}) n`,
  `create table bench_payment (id bigint generated always as identity primary key,
     account integer not null, amount bigint not null, at timestamptz not null default now())`,
  `create function bench_plain(p_account integer) returns void language plpgsql as $$
   begin
     perform set_config('app.institution', '${BANK}', true);
     update bench_account set balance = balance + 100, version = version + 1 where id = p_account;
     insert into bench_payment (account, amount) values (p_account, 100);
   end $$`,
  `create function bench_audited(p_account integer, p_leaf bytea) returns void language plpgsql as $$
   begin
     perform bench_plain(p_account);
     insert into journal_entry (institution_id, leaf) values ('${BANK}', p_leaf);
   end $$`,
  'grant select, insert, update on bench_account, bench_payment to jingtian_api',
  'vacuum analyze bench_account',
];

/** Audited transactions against unaudited ones, the sequencer live; proofs; the feed against COPY. */
export async function benchJournal({ cluster, options, log }: Bench): Promise<Report> {
  const keyEncryptionKey = randomBytes(KEY_BYTES);
  const database = await cluster.create('journal');
  await fill({ ownerUrl: database.ownerUrl, keyEncryptionKey, households: 2_000, log });
  for (const statement of WORK) await run(database.ownerUrl, statement);
  const { connections, seconds, rounds } = options;
  const writers = await openWriters(database.url, connections);
  const sequencer = startSequencer(database);
  const rates = { plain: [] as number[], audited: [] as number[] };
  try {
    await writers.run('audited', 2);
    for (let round = 1; round <= rounds; round += 1) {
      for (const kind of ['plain', 'audited'] as const) {
        const perSecond = await writers.run(kind, seconds);
        rates[kind].push(perSecond);
        log(`round ${round}: ${kind} ${perSecond.toFixed(0)} transactions/s`);
        await drained(database.ownerUrl);
      }
    }
  } finally {
    await writers.close();
  }
  const busy = await sequencer.stop();
  const [sequenced] = await run<Latency>(database.ownerUrl, SEQUENCED, [
    BANK,
    JSON.stringify(busy.committed),
  ]);
  const [signed] = await run<Latency>(database.ownerUrl, SIGNED);
  const feed = await feedFigures({ database, keyEncryptionKey, rounds, log });
  const offline = await offlineFigures(log);
  const [plain, audited] = [median(rates.plain), median(rates.audited)];
  const auditedMs = seconds * 1_000 * rounds;
  return {
    bench: 'journal',
    figures: {
      plain: rounded(plain),
      audited: rounded(audited),
      sequencedMs: { p50: rounded(sequenced?.p50 ?? 0), p99: rounded(sequenced?.p99 ?? 0) },
      signedMs: { p50: rounded(signed?.p50 ?? 0), p99: rounded(signed?.p99 ?? 0) },
      sequencerMs: { placing: rounded(busy.placing), sealing: rounded(busy.sealing) },
      streamedPerSecond: rounded(feed.stream),
      inPagesPerSecond: rounded(feed.pages),
      copyPerSecond: rounded(feed.copy),
      ...offline,
    },
    goals: [
      atLeast('audited / unaudited', audited / plain, 0.6),
      atLeast('audited transactions a second', audited, 4_000),
      atMost('sequenced, p99 ms', sequenced?.p99 ?? Number.POSITIVE_INFINITY, 1_000),
      atMost('time spent on sealing and signing', busy.sealing / auditedMs, 0.1),
      atMost('a million leaves verified, s', offline.verifiedSeconds, 4),
      atMost('a proof, bytes', offline.proofBytes, 3 * 1_024),
      atLeast('feed, streamed / COPY', feed.stream / feed.copy, 0.4),
    ],
    setting: { rounds, seconds, connections, entries: sequenced?.entries, node: process.version },
  };
}

type Kind = 'plain' | 'audited';

async function openWriters(url: string, connections: number) {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );
  const leaves = Array.from({ length: LEAVES }, (_, n) => leafAbout(n));
  let turn = 0;
  const one = (client: pg.Client, kind: Kind): Promise<unknown> => {
    turn += 1;
    // A step prime to their number visits all accounts before it returns to one.
    const account = 1 + ((turn * 7_919) % ACCOUNTS);
    return kind === 'plain'
      ? client.query({ name: 'plain', text: 'select bench_plain($1)', values: [account] })
      : client.query({
          name: 'audited',
          text: 'select bench_audited($1, $2)',
          values: [account, leaves[turn % LEAVES]],
        });
  };
  return {
    /** Transactions a second, committed one by one on every connection. */
    async run(kind: Kind, seconds: number): Promise<number> {
      const until = performance.now() + seconds * 1_000;
      let done = 0;
      const started = performance.now();
      const work = clients.map(async (client) => {
        for (; performance.now() < until; done += 1) await one(client, kind);
      });
      await Promise.all(work);
      return (done * 1_000) / (performance.now() - started);
    },
    close: () => Promise.all(clients.map((client) => client.end())),
  };
}

const leafAbout = (n: number): Buffer =>
  leafOf(
    {
      act: 'loan.repaid',
      objects: [
        { type: 'Loan', id: newId(), version: 1 + (n % 9) },
        { type: 'Customer', id: newId(), version: 3 },
      ],
      data: { amountFen: 100n, reference: newId() },
    },
    {
      id: newId(),
      at: new Date(),
      actor: { person: newId(), client: 'bench' },
      requestId: newId(),
      keyDigest: randomBytes(KEY_BYTES).toString('hex'),
    },
  );

type Busy = { placing: number; sealing: number; committed: readonly object[] };

function startSequencer({ sequencerUrl }: BenchDatabase): { stop(): Promise<Busy> } {
  const child: ChildProcess = spawn(process.execPath, [SEQUENCER], {
    env: { ...process.env, SEQUENCER_DATABASE_URL: sequencerUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  return {
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      return JSON.parse(said) as Busy;
    },
  };
}

const LEFT = `select (select count(*) from journal_entry) - coalesce((select max(size) from
  journal_checkpoint), 0) as left`;

/** Until everything written is signed. */
async function drained(ownerUrl: string): Promise<void> {
  for (;;) {
    const [row] = await run<{ left: string }>(ownerUrl, LEFT);
    if (row?.left === '0') return;
    await wait(DRAIN_MS);
  }
}

type Latency = { p50: number; p99: number; entries: number };

/** From the insert of an entry to the commit of the tick that gave it its place. */
const SEQUENCED = `
select percentile_cont(0.5) within group (order by ms) as p50,
       percentile_cont(0.99) within group (order by ms) as p99, count(*)::integer as entries
  from (select t.at - extract(epoch from e.written_at)::float8 * 1000 as ms
    from (select size, lag(size, 1, 0) over (order by size) as since, at
      from jsonb_to_recordset($2::jsonb) as t ("institutionId" uuid, size bigint, at float8)
     where "institutionId" = $1) t
    join journal_position p on p.institution_id = $1
     and p.position >= t.since and p.position < t.size
    join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id) t`;

/** From the insert of an entry to the signing of a tree that holds it. */
const SIGNED = `
select percentile_cont(0.5) within group (order by ms) as p50,
       percentile_cont(0.99) within group (order by ms) as p99, count(*)::integer as entries
  from (select extract(epoch from c.signed_at - e.written_at)::float8 * 1000 as ms
    from journal_position p
    join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id
    cross join lateral (
      select signed_at from journal_checkpoint
       where institution_id = p.institution_id and origin = 'bench.example/public/logs/BENCH'
         and size > p.position order by size limit 1) c) t`;
