import type pg from 'pg';
import { refuse } from '../errors.ts';
import { type Tx, transactionOver } from './kysely.ts';
import { gatherWrites, runStatement, type StatementConfig } from './statement-query.ts';
import type { Statements } from './statements.ts';

const ATTEMPTS = 3;
/** serialization_failure, deadlock_detected: the whole attempt is rebuilt and tried again. */
const RETRYABLE = new Set(['40001', '40P01']);
const LOCK_NOT_AVAILABLE = '55P03';
/** Looks like success, but a failover may lose the commit. */
const SYNC_CANCELED = 'canceling wait for synchronous replication';
const CONTEXT = "select set_config('app.institution', $1, true)";

export type TransactionOptions = { institutionId: string; dryRun?: boolean };

/** What the kernel sends together with COMMIT: no handler waits for these one by one. */
export type Closing = { statements: StatementConfig[] };

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
  const run = (config: StatementConfig) => {
    gatherWrites(client);
    return runStatement(client, statements, config);
  };
  let broken: Error | undefined;
  try {
    gatherWrites(client);
    const opened = [
      client.query('begin'),
      run({ text: CONTEXT, values: [job.options.institutionId] }),
    ];
    for (const sent of opened) sent.catch(() => undefined);
    const { value, closing } = await job.work(transactionOver(run));
    await Promise.all(opened);
    if (job.options.dryRun) await client.query('rollback');
    else await commit(client, (closing?.statements ?? []).map(run));
    return value;
  } catch (error) {
    broken = await rollback(client, error as Error);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** A connection that cannot roll back is thrown away; the server ends its transaction. */
async function rollback(client: pg.PoolClient, cause: Error): Promise<Error | undefined> {
  if ((cause as { code?: string }).code === 'command.unknown_outcome') return cause;
  return client.query('rollback').then(
    () => undefined,
    (error: Error) => error,
  );
}

/** COMMIT is pipelined behind the closing statements; after an error it *succeeds* as ROLLBACK. */
async function commit(client: pg.PoolClient, sent: Promise<pg.QueryResult>[]): Promise<void> {
  let uncertain = false;
  const onNotice = (notice: { message?: string | undefined }): void => {
    if (notice.message?.includes(SYNC_CANCELED)) uncertain = true;
  };
  client.on('notice', onNotice);
  const committed = client.query('commit');
  const [end, ...rest] = await Promise.allSettled([committed, ...sent]);
  client.off('notice', onNotice);
  const failed = rest.find((outcome) => outcome.status === 'rejected');
  if (end.status === 'fulfilled' && end.value.command === 'COMMIT' && !uncertain) return;
  if (failed && end.status === 'fulfilled') throw failed.reason;
  if (end.status === 'fulfilled' && end.value.command === 'ROLLBACK') {
    throw new Error('the handler went on after a failed statement; nothing was kept');
  }
  if (end.status === 'rejected' && isRefusedCommit(end.reason)) throw end.reason;
  throw refuse('command.unknown_outcome');
}

/** An error the server itself answered COMMIT with: nothing took effect (deferred constraints). */
const isRefusedCommit = (error: { code?: string; severity?: string }): boolean =>
  error.severity === 'ERROR' && error.code !== undefined;
