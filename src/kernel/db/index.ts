import pg from 'pg';
import { type Db, kyselyOver } from './kysely.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { createStatements } from './statements.ts';
import { createTransact, type Transact } from './transaction.ts';
import { columnTypes } from './types.ts';
import { createWakeUps, type WakeUps } from './wake-ups.ts';

export { ANSWER_COLUMN } from './answers.ts';
export { type Db, runIn, type Tx } from './kysely.ts';
export type { Pipeline } from './pipeline.ts';
export type { StatementConfig } from './send.ts';
export { type Failed, type Spared, sparing } from './sparing.ts';
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
  onError: (error: Error) => void;
};

export type Database = {
  /** Short reads, pipelined; the context travels with the statement. */
  pipeline: Pipeline;
  /** Pages of feeds: large answers, apart so that no short read stands behind one. */
  feeds: Pipeline;
  /** Tells when places are given in a log. */
  wakeUps: WakeUps;
  /** Kysely over short reads of one institution; `planOnce` as for a statement. */
  reader(institutionId: string, options?: { planOnce?: boolean }): Db;
  transact: Transact;
  /** Whole, unpipelined connections for cursors, COPY and long exports. */
  streams: pg.Pool;
  close(): Promise<void>;
};

/** Connections for pages of feeds, opened when the first is read. */
const FEED_LANES = 2;

export function openDatabase(options: DatabaseOptions): Database {
  const statements = createStatements(options.namedStatements);
  const connection = {
    connectionString: options.url,
    statement_timeout: options.statementTimeoutMs,
    lock_timeout: options.lockTimeoutMs,
    types: columnTypes,
    application_name: 'jingtian',
    keepAlive: true,
    options: '-c TimeZone=UTC',
  };
  const { onError } = options;
  const pipelineOf = (lanes: number) => createPipeline({ connection, lanes, statements, onError });
  const pipeline = pipelineOf(options.readLanes);
  const feeds = pipelineOf(FEED_LANES);
  const wakeUps = createWakeUps({ url: options.url, onError });
  const pool = new pg.Pool({
    ...connection,
    pipeline: true,
    max: options.poolSize,
  } as pg.PoolConfig);
  const streams = new pg.Pool({ ...connection, max: options.streamPoolSize });
  for (const each of [pool, streams]) {
    each.on('error', onError);
    // The pool listens to idle connections only; one that dies at work must not end the process.
    each.on('connect', (client) => client.on('error', onError));
  }
  return {
    pipeline,
    feeds,
    wakeUps,
    streams,
    reader: (institutionId, { planOnce = false } = {}) =>
      kyselyOver((config) => pipeline.run({ ...config, institutionId, planOnce })),
    transact: createTransact(pool, statements),
    async close() {
      await wakeUps.close();
      await Promise.all([pipeline.close(), feeds.close(), pool.end(), streams.end()]);
    },
  };
}
