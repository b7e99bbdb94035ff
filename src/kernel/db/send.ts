import type pg from 'pg';
import { Batch, type Outcome, type Statement } from './batch.ts';
import type { Result } from './shape.ts';
import type { Statements } from './statements.ts';
import { wireOf } from './wire.ts';

export type StatementConfig = Statement & {
  /** The institution whose rows this one statement may see. */
  institutionId?: string | undefined;
  /**
   * Its best plan does not depend on its values: pages found through an index. Left to itself
   * Postgres plans some of them anew each time, which costs more than running them.
   */
  planOnce?: boolean;
};

/** Sets the tenancy of the transaction it runs in. */
export const contextOf = (institutionId: string): Statement => ({
  text: "select set_config('app.institution', $1, true)",
  values: [institutionId],
});

const PLANNED_CONTEXT = `select set_config('app.institution', $1, true),
set_config('plan_cache_mode', 'force_generic_plan', true)`;

/**
 * Runs one statement as a transaction of its own, its context in the same batch: the setting is
 * gone with it, so requests may share a pipelined connection.
 */
export async function runAlone(
  client: pg.ClientBase,
  statements: Statements,
  config: StatementConfig,
): Promise<Result> {
  const { institutionId, planOnce } = config;
  if (institutionId === undefined) return only(await sendBatch(client, statements, [config]));
  const context = planOnce
    ? { text: PLANNED_CONTEXT, values: [institutionId] }
    : contextOf(institutionId);
  return only(await sendBatch(client, statements, [context, config]));
}

function only({ results, error }: Outcome): Result {
  const last = results.at(-1);
  if (error || !last) throw error ?? new Error('a statement without an answer');
  return last;
}

export function sendBatch(
  client: pg.ClientBase,
  statements: Statements,
  batch: readonly Statement[],
): Promise<Outcome> {
  return new Promise((resolve) => {
    client.query(new Batch(batch, statements, resolve) as unknown as pg.Submittable);
  });
}

const gathering = new WeakSet<pg.ClientBase>();

/**
 * What is sent on this connection until the event loop has read its sockets goes out in one write.
 * Nobody waits longer for it: every request that came with this turn is in it.
 */
export function gatherWrites(client: pg.ClientBase): void {
  if (gathering.has(client)) return;
  gathering.add(client);
  const { stream } = wireOf(client);
  stream.cork();
  setImmediate(() => {
    gathering.delete(client);
    stream.uncork();
  });
}

export type Send = (statement: Statement) => Promise<Result>;

type Waiting = {
  statement: Statement;
  resolve(result: Result): void;
  reject(error: Error): void;
};

/** A statement behind a failed one in its batch, which the server therefore skipped. */
export class SkippedError extends Error {
  constructor(cause: Error) {
    super('an earlier statement of the transaction failed', { cause });
    this.name = 'SkippedError';
  }
}

/**
 * Statements of one transaction: those sent in one turn of the event loop go out as one batch, so
 * that whoever needs no answer in between waits once.
 */
export function sendTogether(client: pg.ClientBase, statements: Statements): Send {
  let waiting: Waiting[] = [];
  const flush = async (): Promise<void> => {
    const sent = waiting;
    waiting = [];
    const batch = sent.map(({ statement }) => statement);
    const { results, error } = await sendBatch(client, statements, batch);
    const failed = results.length;
    sent.forEach(({ resolve, reject }, index) => {
      const result = results[index];
      if (result && (!error || index < failed)) resolve(result);
      else if (error) reject(index === failed ? error : new SkippedError(error));
    });
  };
  return (statement) =>
    new Promise((resolve, reject) => {
      waiting.push({ statement, resolve, reject });
      if (waiting.length === 1) setImmediate(() => void flush());
    });
}
