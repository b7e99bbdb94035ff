import type { Database, WakeUp } from '../db/index.ts';
import { Refusal } from '../errors.ts';
import { type FeedView, type Page, PLACES_PER_PAGE, readPage } from './page.ts';

export type Following = {
  database: Database;
  /** Looks again at who reads and what they may see, before every page. @throws Refusal */
  view(): Promise<FeedView>;
  after: bigint;
  /** Aborted when the reader has gone, or the server goes. */
  signal: AbortSignal;
};

/** The next page with something in it, or whatever there is when the time is over. */
export async function pollFeed(
  following: Following,
  { limit, waitMs }: { limit: number; waitMs: number },
): Promise<Page> {
  const { database, signal } = following;
  const until = Date.now() + waitMs;
  let { after } = following;
  for (;;) {
    const view = await following.view();
    const wakeUp = waitMs > 0 ? database.wakeUps.next(view.institutionId) : undefined;
    try {
      const page = await readPage(database.feeds, view, { after, limit, framing: 'batch' });
      const leftMs = until - Date.now();
      if (page.count > 0 || !wakeUp || leftMs <= 0 || signal.aborted) return page;
      after = page.cursor;
      if (page.cursor === page.head) await idle(wakeUp, { ms: leftMs, signal });
    } finally {
      wakeUp?.forget();
    }
  }
}

const STREAM = { limit: 1_000, framing: 'stream' } as const;
const RECONNECT_MS = 2_000;
/** Shorter than what proxies take for silence. */
export const HEARTBEAT_MS = 15_000;

/**
 * Server-sent events from a place on, in pieces, for as long as the reader stays: while a page is taken
 * the next one is read, and no further. Between events the reader is told how far it has come, so that a filter
 * that fits nothing does not look through the same places again after a reconnection.
 */
export async function* streamFeed(
  following: Following,
  heartbeatMs: number = HEARTBEAT_MS,
): AsyncGenerator<Buffer[]> {
  const { signal } = following;
  let { after } = following;
  let told = { after, at: 0 };
  let opening = `retry: ${RECONNECT_MS}\n\n`;
  let reading = readOn(following, after);
  let isAhead = false;
  try {
    while (!signal.aborted) {
      const { page, wakeUp } = await reading;
      if (isAhead) await following.view();
      after = page.cursor;
      isAhead = after < page.head;
      if (isAhead) reading = readOn(following, after);
      const quietMs = Date.now() - told.at;
      const far = after - told.after >= PLACES_PER_PAGE;
      const isTold = page.count > 0 || far || quietMs >= heartbeatMs;
      if (!isTold && !isAhead) await idle(wakeUp, { ms: heartbeatMs - quietMs, signal });
      wakeUp.forget();
      if (isTold) {
        const pieces = page.count > 0 ? page.pieces : [place(after)];
        yield opening ? [Buffer.from(opening), ...pieces] : pieces;
        opening = '';
        told = { after, at: Date.now() };
      }
      if (!isAhead) reading = readOn(following, after);
    }
  } catch (error) {
    if (opening || !(error instanceof Refusal)) throw error;
    yield [Buffer.from(`event: refused\ndata: ${JSON.stringify({ code: error.code })}\n\n`)];
  } finally {
    void reading.then(({ wakeUp }) => wakeUp.forget()).catch(() => undefined);
  }
}

type Reading = { page: Page; wakeUp: WakeUp };

/** The next page of a stream, and what wakes at places after it. */
function readOn(following: Following, after: bigint): Promise<Reading> {
  const reading = readNow(following, after);
  // It is waited for when the page before it has been taken, if ever.
  reading.catch(() => undefined);
  return reading;
}

async function readNow({ database, view }: Following, after: bigint): Promise<Reading> {
  const seen = await view();
  const wakeUp = database.wakeUps.next(seen.institutionId);
  try {
    return { page: await readPage(database.feeds, seen, { after, ...STREAM }), wakeUp };
  } catch (error) {
    wakeUp.forget();
    throw error;
  }
}

/** Moves the reader's Last-Event-ID without an event. */
const place = (after: bigint): Buffer => Buffer.from(after < 0n ? ':\n\n' : `id: ${after}\n\n`);

/** Until woken, the time is over, or the reader or the server goes. */
function idle(
  { woken }: WakeUp,
  { ms, signal }: { ms: number; signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    void woken.then(end);
  });
}
