import type { WorkerEvents } from 'graphile-worker';
import type pg from 'pg';

/**
 * A worker that dies leaves its jobs taken, and graphile-worker frees them after four hours. Here
 * the connection that listens for new jobs holds an advisory lock named after the worker: whoever
 * can take that lock knows that the worker is gone. One freed by mistake is run twice, which the
 * idempotency keys of its commands bear.
 */
const ALIVE_CLASS = 20_260_301;

const HOLD = 'select pg_advisory_lock($1, hashtext($2))';

/** A worker takes jobs a moment before it listens. */
const TAKEN = `select distinct locked_by as worker from graphile_worker._private_jobs
where locked_at < now() - interval '30 seconds'`;

const TRY = 'select pg_try_advisory_lock($1, hashtext($2)) as gone';
const LET_GO = 'select pg_advisory_unlock($1, hashtext($2))';
const FREE = 'select graphile_worker.force_unlock_workers(array[$1])';

/** Holds the lock on every connection the worker listens on. */
export function holdAlive(events: WorkerEvents): void {
  events.on('pool:listen:success', ({ workerPool, client }) => {
    // Behind the LISTEN that is sent just now: a connection takes one statement at a time.
    client.once('drain', () => {
      // A connection that is lost meanwhile is opened anew, and this called again.
      client.query(HOLD, [ALIVE_CLASS, workerPool.id]).catch(() => undefined);
    });
  });
}

/** Gives back the jobs of workers that are gone. */
export async function releaseOrphans(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ worker: string }>(TAKEN);
  for (const { worker } of rows) {
    const held = await client.query<{ gone: boolean }>(TRY, [ALIVE_CLASS, worker]);
    if (!held.rows[0]?.gone) continue;
    await client.query(FREE, [worker]);
    await client.query(LET_GO, [ALIVE_CLASS, worker]);
  }
}
