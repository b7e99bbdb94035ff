import type pg from 'pg';
import { newId } from '../../../src/kernel/ids.ts';
import type { FactObject } from '../../../src/kernel/journal/leaf.ts';
import { leafOf } from '../../../src/kernel/journal/leaf.ts';
import { startSequencer } from '../../../src/kernel/journal/sequence-loop.ts';
import { sequence } from '../../../src/kernel/journal/sequencer.ts';
import type { Caller, TestApp } from '../../helpers/app.ts';
import { append, begin, connect } from '../journal/journal-database.ts';

const silent = { info() {}, warn() {}, error() {} };
const PERSON = '01900000-0000-7000-8000-00000000000a';

/** Gives their places to all entries committed so far. */
export async function place(app: TestApp): Promise<void> {
  const sequencer = startSequencer({ url: app.sequencerUrl, periodMs: 60_000, log: silent });
  await sequencer.tick();
  await sequencer.stop();
}

export const leafOfAct = (act: string, ...objects: FactObject[]): Buffer =>
  leafOf(
    { act, objects },
    {
      id: newId(),
      at: new Date('2026-03-01T00:00:00.125Z'),
      actor: { person: PERSON, client: 'test' },
      requestId: 'request-1',
    },
  );

/** As large as a leaf may be, or nearly. */
export const largeLeaf = (): Buffer =>
  leafOf(
    { act: 'grid.split', objects: [], data: { filler: '0'.repeat(60_000) } },
    { id: newId(), at: new Date(0), actor: { person: PERSON }, requestId: 'request-1' },
  );

export type Log = {
  /** Writes facts of the bank in one transaction, and gives them their places. */
  write(...leaves: Buffer[]): Promise<void>;
  /** Writes and commits them, and leaves them without places. */
  commit(...leaves: Buffer[]): Promise<void>;
  sequencer: pg.Client;
};

type Teardown = { teardown(end: () => unknown): void };

/** The bank's log under a test's own hands. */
export async function openLog(t: Teardown, app: TestApp): Promise<Log> {
  const writer = await connect(t, app.url);
  const sequencer = await connect(t, app.sequencerUrl);
  const commit = async (...leaves: Buffer[]): Promise<void> => {
    await begin(writer, app.world.bankId);
    await append(writer, app.world.bankId, leaves);
    await writer.query('commit');
  };
  return {
    sequencer,
    commit,
    async write(...leaves) {
      await commit(...leaves);
      await sequence(sequencer);
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: events are asserted on, field by field
export type Event = any;
export type Read = {
  status: number;
  events: Event[];
  cursor: string;
  head: string;
  code: string | undefined;
};

/** One page of the feed, as a consumer reads it. */
export async function readFeed(caller: Caller, query = ''): Promise<Read> {
  const { status, headers, body } = await caller.rest({ url: `/v1/events${query}` });
  return {
    status,
    events: Array.isArray(body) ? body : [],
    cursor: String(headers['feed-cursor']),
    head: String(headers['feed-head']),
    code: body.code,
  };
}

/** Everything after a place, page by page, by the cursor alone. */
export async function readAll(caller: Caller, query: string, after = '-1'): Promise<Event[]> {
  const events: Event[] = [];
  let cursor = after;
  for (;;) {
    const page = await readFeed(caller, `?after=${cursor}&${query}`);
    if (page.status !== 200) throw new Error(`the feed answered ${page.status} ${page.code}`);
    events.push(...page.events);
    cursor = page.cursor;
    if (cursor === page.head) return events;
  }
}
