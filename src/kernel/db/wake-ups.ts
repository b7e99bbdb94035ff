import pg from 'pg';

/** Told by the database, with its commit, whose log has been given places. */
const CHANNEL = 'journal_places';
const RETRY_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Resolves `woken` at the next places of the log; `forget` when nobody waits any more. */
export type WakeUp = { woken: Promise<void>; forget(): void };

/**
 * One listening connection for all who wait in this process, opened when the first one does. Behind a
 * pooler that shares connections nothing is ever heard on it, so the ends of the logs that somebody
 * waits for are looked at as well, again and again: that bounds how late anybody is woken. Some are
 * woken for nothing.
 */
export type WakeUps = {
  /** Ask before reading: what is placed after the reading then wakes. */
  next(institutionId: string): WakeUp;
  close(): Promise<void>;
};

export type WakeUpOptions = {
  /** Best leads to the server itself. */
  url: string;
  /** The last place that has been given in a log. */
  head(institutionId: string): Promise<bigint>;
  pollMs: number;
  onError: (error: Error) => void;
};

export function createWakeUps({ url, head, pollMs, onError }: WakeUpOptions): WakeUps {
  const waiting = new Map<string, Set<() => void>>();
  let listener: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  const heads = new Map<string, bigint>();
  let looking: NodeJS.Timeout | undefined;
  let closed = false;

  const wake = (institutionId: string): void => {
    const sleepers = waiting.get(institutionId);
    waiting.delete(institutionId);
    for (const rise of sleepers ?? []) rise();
  };

  const lose = (client: pg.Client, error: Error): void => {
    if (listener !== client) return;
    listener = undefined;
    client.end().catch(() => undefined);
    if (closed) return;
    onError(error);
    retry = setTimeout(listen, RETRY_MS);
    retry.unref();
  };

  function listen(): void {
    if (listener || closed || waiting.size === 0) return;
    const client = new pg.Client({
      connectionString: url,
      application_name: 'jingtian wake-ups',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    listener = client;
    client.on('error', (error) => lose(client, error));
    client.on('end', () => lose(client, new Error('the listening connection has ended')));
    client.on('notification', ({ payload = '' }) => wake(payload));
    client
      .connect()
      .then(() => client.query(`listen ${CHANNEL}`))
      // What was placed while nobody listened is found by looking.
      .then(() => [...waiting.keys()].forEach(wake))
      .catch((error: Error) => lose(client, error));
  }

  /** One statement for each log that is waited for, however many wait for it. */
  async function look(): Promise<void> {
    for (const institutionId of [...waiting.keys()]) {
      const last = await head(institutionId);
      if (heads.get(institutionId) !== last) wake(institutionId);
      heads.set(institutionId, last);
    }
  }

  function lookLater(): void {
    if (looking || closed || waiting.size === 0) return;
    looking = setTimeout(() => {
      look()
        .catch((error: Error) => (closed ? undefined : onError(error)))
        .finally(() => {
          looking = undefined;
          lookLater();
        });
    }, pollMs);
    looking.unref();
  }

  return {
    next(institutionId) {
      const sleepers = waiting.get(institutionId) ?? new Set();
      waiting.set(institutionId, sleepers);
      let rise: () => void = () => undefined;
      const woken = new Promise<void>((resolve) => {
        rise = resolve;
      });
      sleepers.add(rise);
      listen();
      lookLater();
      return {
        woken,
        forget() {
          sleepers.delete(rise);
          if (sleepers.size === 0 && waiting.get(institutionId) === sleepers) {
            waiting.delete(institutionId);
          }
        },
      };
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      clearTimeout(looking);
      for (const institutionId of [...waiting.keys()]) wake(institutionId);
      const client = listener;
      listener = undefined;
      await client?.end().catch(() => undefined);
    },
  };
}
