import type pg from 'pg';
import { refuse } from '../errors.ts';
import { COMMIT } from './batch.ts';
import { type Tx, transactionOver } from './kysely.ts';
import { contextOf, type Send, SkippedError, type StatementConfig, sendTogether } from './send.ts';
import type { Result } from './shape.ts';
import { WAIT_FOR_STANDBY } from './standby.ts';
import type { Statements } from './statements.ts';

const ATTEMPTS = 3;
/** serialization_failure, deadlock_detected: the whole attempt is rebuilt and tried again. */
const RETRYABLE = new Set(['40001', '40P01']);
/** Somebody who took no turn stored an answer under the key first: the next attempt finds it. */
const STORED_ONCE = 'idempotency_pkey';
const LOCK_NOT_AVAILABLE = '55P03';
/** What ends a connection rather than a statement; severity, too, comes in the server's language. */
const ENDS_CONNECTION = /^(08|57P|25P0[345]|53|58|F0|XX)/;
/** How long a COMMIT that nobody waits for any more keeps its connection. */
const KEPT_MS = 300_000;
const BEGIN = { text: 'begin', values: [] };
const ROLLBACK = { text: 'rollback', values: [] };

export type TransactionOptions = { institutionId: string; dryRun?: boolean };

/**
 * What the kernel sends together with COMMIT: no handler waits for these one by one. `sent` are
 * writes on their way already, which nobody has waited for.
 */
export type Closing = {
  statements: StatementConfig[];
  sent?: readonly Promise<unknown>[] | undefined;
};

export type Work<T> = (tx: Tx) => Promise<{ value: T; closing?: Closing }>;

export type Transact = <T>(options: TransactionOptions, work: Work<T>) => Promise<T>;

export type TransactSetting = {
  pool: pg.Pool;
  statements: Statements;
  /** How long a caller waits for the word on COMMIT; then the outcome is unknown to it. */
  commitPatienceMs: number;
};

/** Opens transactions on a pool: tenancy set, retried where that is safe, COMMIT's word checked. */
export function createTransact(setting: TransactSetting): Transact {
  return async (options, work) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await attemptOnce(setting, { options, work });
      } catch (error) {
        const { code = '', constraint } = error as { code?: string; constraint?: string };
        if (code === LOCK_NOT_AVAILABLE) throw refuse('command.contended');
        if (!RETRYABLE.has(code) && constraint !== STORED_ONCE) throw error;
        if (attempt === ATTEMPTS) throw refuse('command.contended');
      }
    }
  };
}

type Job<T> = { options: TransactionOptions; work: Work<T> };

async function attemptOnce<T>(setting: TransactSetting, job: Job<T>): Promise<T> {
  const client = await setting.pool.connect();
  const send = sendTogether(client, setting.statements);
  let broken: Error | undefined;
  let held: Promise<unknown> | undefined;
  try {
    const opened = [send(BEGIN), send(contextOf(job.options.institutionId))];
    for (const sent of opened) sent.catch(() => undefined);
    const { value, closing } = await job.work(transactionOver(send));
    const writes = [...opened, ...(closing?.sent ?? [])];
    if (job.options.dryRun) {
      await Promise.all(writes);
      await send(ROLLBACK);
      return value;
    }
    const ending = endOf(client, send, [...writes, ...(closing?.statements ?? []).map(send)]);
    const end = await within(setting.commitPatienceMs, ending);
    if (end === undefined) held = ending;
    requireCommitted(end);
    return value;
  } catch (error) {
    broken = held ? (error as Error) : await rollback(send, error as Error);
    throw error instanceof SkippedError ? error.cause : error;
  } finally {
    // Ending the connection would not end what the server is doing: it keeps its place until then.
    if (held) void within(KEPT_MS, held).finally(() => client.release(broken));
    else client.release(broken);
  }
}

/** Undefined where it takes longer. */
function within<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, ms);
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** A connection that cannot roll back is thrown away; the server ends its transaction. */
async function rollback(send: Send, cause: Error): Promise<Error | undefined> {
  if ((cause as { code?: string }).code === 'command.unknown_outcome') return cause;
  return send(ROLLBACK).then(
    () => undefined,
    (error: Error) => error,
  );
}

type Ended = {
  end: PromiseSettledResult<Result>;
  others: readonly PromiseSettledResult<unknown>[];
  /** The server says that the standby was not waited for. */
  isUncertain: boolean;
};

/** COMMIT is in one batch with the closing statements: the server skips it where one fails. */
async function endOf(
  client: pg.PoolClient,
  send: Send,
  sent: readonly Promise<unknown>[],
): Promise<Ended> {
  let isUncertain = false;
  const onNotice = ({ routine }: { routine?: string | undefined }): void => {
    if (routine === WAIT_FOR_STANDBY) isUncertain = true;
  };
  client.on('notice', onNotice);
  const [end, ...others] = await Promise.allSettled([send(COMMIT), ...sent]);
  client.off('notice', onNotice);
  return { end, others, isUncertain };
}

/** @throws what the server refused, or that nobody knows */
function requireCommitted(ended: Ended | undefined): void {
  if (!ended) throw refuse('command.unknown_outcome');
  const { end, others, isUncertain } = ended;
  if (end.status === 'fulfilled' && end.value.command === 'COMMIT' && !isUncertain) return;
  const failed = others.find((outcome) => outcome.status === 'rejected');
  if (failed && isOfServer(failed.reason)) throw failed.reason;
  if (end.status === 'fulfilled' && end.value.command === 'ROLLBACK') {
    throw new Error('the handler went on after a failed statement; nothing was kept');
  }
  if (end.status === 'rejected' && isOfServer(end.reason)) throw end.reason;
  throw refuse('command.unknown_outcome');
}

/** An error the server itself answered with, COMMIT's deferred constraints too: nothing was kept. */
const isOfServer = (error: { code?: string; severity?: string }): boolean =>
  error.severity !== undefined && error.code !== undefined && !ENDS_CONNECTION.test(error.code);
