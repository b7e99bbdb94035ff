import type pg from 'pg';
import { refuse } from '../errors.ts';
import { type Tx, transactionOver } from './kysely.ts';
import { contextOf, type Send, type StatementConfig, sendTogether } from './send.ts';
import type { Statements } from './statements.ts';

const ATTEMPTS = 3;
/** serialization_failure, deadlock_detected: the whole attempt is rebuilt and tried again. */
const RETRYABLE = new Set(['40001', '40P01']);
const LOCK_NOT_AVAILABLE = '55P03';
/** Looks like success, but a failover may lose the commit. */
const SYNC_CANCELED = 'canceling wait for synchronous replication';
const BEGIN = { text: 'begin', values: [] };
const COMMIT = { text: 'commit', values: [] };
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

/** Opens transactions on a pool: tenancy set, retried where that is safe, COMMIT's word checked. */
export function createTransact(pool: pg.Pool, statements: Statements): Transact {
  return async (options, work) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await attemptOnce(pool, statements, { options, work });
      } catch (error) {
        const code = (error as { code?: string }).code ?? '';
        if (code === LOCK_NOT_AVAILABLE) throw refuse('command.contended');
        if (!RETRYABLE.has(code)) throw error;
        if (attempt === ATTEMPTS) throw refuse('command.contended');
      }
    }
  };
}

type Job<T> = { options: TransactionOptions; work: Work<T> };

async function attemptOnce<T>(pool: pg.Pool, statements: Statements, job: Job<T>): Promise<T> {
  const client = await pool.connect();
  const send = sendTogether(client, statements);
  let broken: Error | undefined;
  try {
    const opened = [send(BEGIN), send(contextOf(job.options.institutionId))];
    for (const sent of opened) sent.catch(() => undefined);
    const { value, closing } = await job.work(transactionOver(send));
    const writes = [...opened, ...(closing?.sent ?? [])];
    if (job.options.dryRun) await Promise.all(writes);
    if (job.options.dryRun) await send(ROLLBACK);
    else await commit(client, send, [...writes, ...(closing?.statements ?? []).map(send)]);
    return value;
  } catch (error) {
    broken = await rollback(send, error as Error);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** A connection that cannot roll back is thrown away; the server ends its transaction. */
async function rollback(send: Send, cause: Error): Promise<Error | undefined> {
  if ((cause as { code?: string }).code === 'command.unknown_outcome') return cause;
  return send(ROLLBACK).then(
    () => undefined,
    (error: Error) => error,
  );
}

/** COMMIT is in one batch with the closing statements: the server skips it where one fails. */
async function commit(
  client: pg.PoolClient,
  send: Send,
  sent: readonly Promise<unknown>[],
): Promise<void> {
  let uncertain = false;
  const onNotice = (notice: { message?: string | undefined }): void => {
    if (notice.message?.includes(SYNC_CANCELED)) uncertain = true;
  };
  client.on('notice', onNotice);
  const [end, ...rest] = await Promise.allSettled([send(COMMIT), ...sent]);
  client.off('notice', onNotice);
  if (end.status === 'fulfilled' && end.value.command === 'COMMIT' && !uncertain) return;
  const failed = rest.find((outcome) => outcome.status === 'rejected');
  if (failed && isOfServer(failed.reason)) throw failed.reason;
  if (end.status === 'fulfilled' && end.value.command === 'ROLLBACK') {
    throw new Error('the handler went on after a failed statement; nothing was kept');
  }
  if (end.status === 'rejected' && isOfServer(end.reason)) throw end.reason;
  throw refuse('command.unknown_outcome');
}

/** An error the server itself answered with, COMMIT's deferred constraints too: nothing was kept. */
const isOfServer = (error: { code?: string; severity?: string }): boolean =>
  error.severity === 'ERROR' && error.code !== undefined;
