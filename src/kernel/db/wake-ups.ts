import pg from 'pg';

/** Told by the database, with its commit, whose log has been given places. */
const CHANNEL = 'journal_places';
const RETRY_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Resolves `woken` at the next places of the log; `forget` when nobody waits any more. */
export type WakeUp = { woken: Promise<void>; forget(): void };

/**
 * One listening connection for all who wait in this process, opened when the first one does. It may
 * wake for nothing, and behind a pooler it may never wake: whoever waits also looks at the time.
 */
export type WakeUps = {
  /** Ask before reading: what is placed after the reading then wakes. */
  next(institutionId: string): WakeUp;
  close(): Promise<void>;
};

export type WakeUpOptions = { url: string; onError: (error: Error) => void };

export function createWakeUps({ url, onError }: WakeUpOptions): WakeUps {
  const waiting = new Map<string, Set<() => void>>();
  let listener: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
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
      for (const institutionId of [...waiting.keys()]) wake(institutionId);
      const client = listener;
      listener = undefined;
      await client?.end().catch(() => undefined);
    },
  };
}
