import pg from 'pg';
import { type Db, kyselyOver } from './kysely.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { requireSettings, type Settings } from './settings.ts';
import { keepShapes } from './shape.ts';
import { endWhenSilent } from './silence.ts';
import { createStatements } from './statements.ts';
import { createTransact, type Transact } from './transaction.ts';
import { columnTypes } from './types.ts';
import { createWakeUps, type WakeUps } from './wake-ups.ts';

export { ANSWER_COLUMN } from './answers.ts';
export { type Given, kept, keptFor } from './kept.ts';
export { type Db, runIn, type Tx } from './kysely.ts';
export { giveBack, joined, partOf } from './memory.ts';
export type { Pipeline } from './pipeline.ts';
export type { StatementConfig } from './send.ts';
export { together } from './together.ts';
export type { Closing, Transact } from './transaction.ts';
export type { WakeUp, WakeUps } from './wake-ups.ts';

export type DatabaseOptions = {
  url: string;
  /** Connections shared by short reads. */
  readLanes: number;
  /** Connections for transactions. */
  poolSize: number;
  /** Connections for cursors, COPY and long exports. */
  streamPoolSize: number;
  statementTimeoutMs: number;
  lockTimeoutMs: number;
  /** How many statements may be prepared by name; 0 for poolers that cannot keep them. */
  namedStatements: number;
  /** Where to listen, if not there: a pooler that shares connections swallows what is announced. */
  listenUrl?: string | undefined;
  /** How often logs that somebody waits for are looked at, whatever is announced. */
  pollMs?: number;
  /** How long a caller waits for the word on COMMIT before the outcome is unknown to it. */
  commitPatienceMs?: number;
  onError: (error: Error) => void;
};

/** What waits for what, at this moment. */
export type DatabaseLoad = {
  /** Transactions that wait for a connection, and connections that are in use. */
  transactionsWaiting: number;
  transactionsOpen: number;
  /** Short reads that are not answered yet. */
  readsPending: number;
};

export type Database = {
  /** Short reads, pipelined; the context travels with the statement. */
  pipeline: Pipeline;
  /** Pages of feeds: large answers, apart so that no short read stands behind one. */
  feeds: Pipeline;
  /** Figures about this service: apart, so that they are told also while every read waits. */
  figures: Pipeline;
  /** Tells when places are given in a log. */
  wakeUps: WakeUps;
  /** Kysely over short reads of one institution; `planOnce` as for a statement. */
  reader(institutionId: string, options?: { planOnce?: boolean }): Db;
  transact: Transact;
  /** Whole, unpipelined connections for cursors, COPY and long exports. */
  streams: pg.Pool;
  /** One connection for asking whether the database answers; a question it does not answer ends it. */
  probe: pg.Pool;
  load(): DatabaseLoad;
  /** @throws Error where a pooler did not pass on what statements rely on, saying what to run */
  requireSettings(): Promise<void>;
  close(): Promise<void>;
};

/** Longer than a statement and its lock may take. */
const COMMIT_PATIENCE_MS = 30_000;
const CONNECT_PATIENCE_MS = 5_000;
const POLL_MS = 1_000;
const PROBE_PATIENCE_MS = 2_000;
/** Beyond a statement's own limit: no server that is there takes so long to say a word. */
const SILENCE_MS = 5_000;
/** Libuv probes an idle connection ten times, a second apart, from then on. */
const IDLE_MS = 10_000;
/** Connections for pages of feeds, opened when the first is read. */
const FEED_LANES = 2;

export function openDatabase(options: DatabaseOptions): Database {
  const { onError, commitPatienceMs = COMMIT_PATIENCE_MS } = options;
  const statements = createStatements(options.namedStatements);
  const connection = connectionOf(options);
  const silenceMs = options.statementTimeoutMs + SILENCE_MS;
  const hurried = { ...connection, connectionTimeoutMillis: CONNECT_PATIENCE_MS };
  const pipelineOf = (lanes: number) =>
    createPipeline({ connection: hurried, lanes, statements, silenceMs, onError });
  const pipeline = pipelineOf(options.readLanes);
  const feeds = pipelineOf(FEED_LANES);
  const figures = pipelineOf(1);
  const { url, listenUrl = url, pollMs = POLL_MS } = options;
  const wakeUps = createWakeUps({ url: listenUrl, head: headOf(pipeline), pollMs, onError });
  // The time for connecting is here also that for waiting until a connection is free.
  const waiting = { connectionTimeoutMillis: options.statementTimeoutMs + CONNECT_PATIENCE_MS };
  const shared = { ...connection, ...waiting, pipeline: true, max: options.poolSize };
  const pool = new pg.Pool(shared as pg.PoolConfig);
  const streams = new pg.Pool({ ...connection, ...waiting, max: options.streamPoolSize });
  const probe = new pg.Pool({
    ...connection,
    connectionTimeoutMillis: PROBE_PATIENCE_MS,
    query_timeout: PROBE_PATIENCE_MS,
    max: 1,
  });
  for (const each of [pool, streams, probe]) {
    each.on('error', onError);
    // The pool listens to idle connections only; one that dies at work must not end the process.
    each.on('connect', (client) => client.on('error', onError));
  }
  pool.on('connect', (client) => {
    endWhenSilent(client, silenceMs);
    keepShapes(client);
  });
  return {
    pipeline,
    feeds,
    figures,
    wakeUps,
    streams,
    probe,
    reader: (institutionId, { planOnce = false } = {}) =>
      kyselyOver((config) => pipeline.run({ ...config, institutionId, planOnce })),
    transact: createTransact({ pool, statements, commitPatienceMs }),
    load: () => ({
      transactionsWaiting: pool.waitingCount,
      transactionsOpen: pool.totalCount - pool.idleCount,
      readsPending: pipeline.pending(),
    }),
    requireSettings: () => requireSettings(pipeline, settingsOf(options)),
    async close() {
      await wakeUps.close();
      const pools = [pool, streams, probe].map((each) => each.end());
      await Promise.all([pipeline.close(), feeds.close(), figures.close(), ...pools]);
    },
  };
}

const HEAD = `select position from journal_position where institution_id = $1
order by position desc limit 1`;

/** The last place that has been given in a log; -1 where none has. */
const headOf =
  (pipeline: Pipeline) =>
  async (institutionId: string): Promise<bigint> => {
    const { rows } = await pipeline.run({ text: HEAD, values: [institutionId], institutionId });
    return (rows[0] as { position: bigint } | undefined)?.position ?? -1n;
  };

/** What statements rely on, as the server calls it. */
const settingsOf = ({ statementTimeoutMs, lockTimeoutMs }: DatabaseOptions): Settings => ({
  TimeZone: 'UTC',
  statement_timeout: statementTimeoutMs,
  lock_timeout: lockTimeoutMs,
});

const connectionOf = (options: DatabaseOptions) => ({
  connectionString: options.url,
  statement_timeout: options.statementTimeoutMs,
  lock_timeout: options.lockTimeoutMs,
  types: columnTypes,
  application_name: 'jingtian',
  keepAlive: true,
  keepAliveInitialDelayMillis: IDLE_MS,
  options: '-c TimeZone=UTC',
});
