import { test } from 'tap';
import { OPEN_FEEDS_EACH } from '../../../src/kernel/feed/open-feeds.ts';
import { PLACES_PER_PAGE } from '../../../src/kernel/feed/page.ts';
import { testApp } from '../../helpers/app.ts';
import { follow, listen } from './event-source.ts';
import { type Event, largeLeaf, leafOfAct, openLog, readAll, readFeed } from './log.ts';

const CORE = 'core.banking';
/** Enough that a filter which fits nothing passes several times over what a page looks at. */
const PLACES = Number(process.env.PLACES ?? 1.2 * PLACES_PER_PAGE);
const GRANT = `update role set permissions = permissions || '{journal.follow}' where code = $1`;
const REVOKE = `update role set permissions = array_remove(permissions, 'journal.follow') where code = $1`;
const FILL = `insert into journal_position
  (institution_id, position, entry_id, act, request_id, occurred_at)
  select $1, place, -place, 'filler.made', 'none', now() from generate_series($2::bigint, $3::bigint) place`;

const ids = (events: readonly Event[]): number[] => events.map(({ id }) => Number(id));
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

test('a log that is followed live', async (t) => {
  const app = await testApp(t);
  const url = `${await listen(app)}/v1/events`;
  const core = app.as(CORE);
  const log = await openLog(t, app);
  const write = (count: number) =>
    log.write(...Array.from({ length: count }, () => leafOfAct('grid.split')));
  const end = async () => Number((await readFeed(core)).head) + 1;

  await t.test('a long poll is answered when there is something', async (t) => {
    const from = await end();
    const asked = readFeed(core, `?after=${from - 1}&wait=50`);
    await log.commit(leafOfAct('grid.split'));
    await write(1);
    const page = await asked;
    t.equal(ids(page.events)[0], from, 'long before the time is over');
    const late = await readFeed(core, `?after=${from + 1}&wait=1`);
    t.match(late, { status: 200, events: [], cursor: String(from + 1) }, 'and empty at the end');
  });

  await t.test('a stream goes on with what is placed, without a gap', async (t) => {
    await write(3);
    const first = await end();
    const stream = await follow(t, url, { code: CORE });
    await stream.until(() => stream.events.length === first);
    await write(2);
    await write(1);
    await stream.until(() => stream.events.length === first + 3);
    t.same(ids(stream.events), range(0, first + 3));
    t.equal(stream.lastId(), String(first + 2));
    stream.close();
  });

  await t.test('an entry that somebody wrote in several lines is one event', async (t) => {
    const from = await end();
    const lines = (leaf: Buffer, ending: string): Buffer =>
      Buffer.from(leaf.toString('utf8').replace('{', `{${ending}`));
    await log.write(
      ...['\n', '\n\n', '\r', '\r\n\r\n'].map((e) => lines(leafOfAct('grid.split'), e)),
    );
    const stream = await follow(t, `${url}?after=${from - 1}`, { code: CORE });
    await stream.until(() => stream.events.length === 4);
    t.same(stream.events, await readAll(core, 'limit=1000', `${from - 1}`));
    stream.close();
  });

  await t.test('broken off anywhere, it goes on behind the last event that came', async (t) => {
    const total = await end();
    const seen: Event[] = [];
    let last: string | undefined;
    while (seen.length < total) {
      const stream = await follow(t, `${url}?after=0`, { code: CORE, lastEventId: last ?? '-1' });
      await stream.until(() => stream.events.length > 0);
      const taken = stream.events.slice(0, 2);
      stream.close();
      seen.push(...taken);
      last = taken.at(-1)?.id;
    }
    t.same(ids(seen), range(0, total), 'Last-Event-ID goes before the address');
    t.same(seen, await readAll(core, 'limit=1000'), 'and what comes is what pages show');
  });

  await t.test('a permission taken away ends the stream; given back it goes on', async (t) => {
    const from = await end();
    const stream = await follow(t, `${url}?after=${from - 1}`, { code: CORE });
    await write(1);
    await stream.until(() => stream.events.length === 1);
    await app.owner(REVOKE, ['CORE_BANKING']);
    await write(1);
    await stream.ended;
    t.equal(stream.events.length, 1, 'nothing after it was taken away');
    t.same(stream.named.refused, { code: 'auth.forbidden' });
    t.match(await readFeed(core, `?after=${from}`), { status: 403 });
    const shut = await follow(t, url, { code: CORE, lastEventId: stream.lastId() });
    t.equal(shut.status, 403);
    await app.owner(GRANT, ['CORE_BANKING']);
    const again = await follow(t, url, { code: CORE, lastEventId: stream.lastId() });
    await again.until(() => again.events.length === 1);
    t.same(ids(again.events), [from + 1], 'what came meanwhile is not lost');
    again.close();
  });

  await t.test('what is refused before a stream begins', async (t) => {
    const status = async (query: string, lastEventId?: string) =>
      (await follow(t, `${url}${query}`, { code: CORE, ...(lastEventId ? { lastEventId } : {}) }))
        .status;
    t.equal(await status('', '999999'), 409, 'a place beyond the end');
    t.equal(await status('', 'x'), 400);
    t.equal(await status('?limit=5'), 400, 'a stream has no pages');
  });

  await t.test('one reader holds so many streams open, and no more', async (t) => {
    const after = `?after=${(await end()) - 1}`;
    const streams = await Promise.all(
      range(0, OPEN_FEEDS_EACH).map(() => follow(t, `${url}${after}`, { code: CORE })),
    );
    t.ok(streams.every(({ status }) => status === 200));
    t.equal((await follow(t, url, { code: CORE })).status, 429);
    t.equal((await readFeed(core, `${after}&wait=1`)).code, 'feed.too_many');
    t.equal((await readFeed(core, after)).status, 200, 'pages without waiting are no streams');
    const other = await follow(t, `${url}${after}`, { code: 'auditor' });
    t.equal(other.status, 200, 'somebody else has their own');
    for (const stream of [...streams, other]) stream.close();
    await Promise.all(streams.map(({ ended }) => ended));
    const asked = async () => (await readFeed(core, `${after}&wait=1`)).status;
    while ((await asked()) === 429);
    t.equal(await asked(), 200, 'places are given back');
  });

  await t.test('a filter that fits nothing still comes to the end', async (t) => {
    const from = await end();
    await log.sequencer.query(FILL, [app.world.bankId, from, from + PLACES - 1]);
    let [cursor, pages] = [from - 1, 0];
    const query = 'actPrefix=nothing.&limit=1000';
    for (; cursor < from + PLACES - 1; pages += 1) {
      const page = await readFeed(core, `?after=${cursor}&${query}`);
      if (Number(page.cursor) <= cursor) throw new Error('the cursor stands still');
      cursor = Number(page.cursor);
    }
    t.equal(cursor, from + PLACES - 1);
    t.equal(pages, Math.ceil(PLACES / PLACES_PER_PAGE), 'each page looks at so many places');
    const polled = await readFeed(core, `?after=${from - 1}&${query}&wait=1`);
    t.equal(polled.cursor, polled.head, 'a long poll passes over all of them by itself');
    const stream = await follow(t, `${url}?after=${from - 1}&${'actPrefix=nothing.'}`, {
      code: CORE,
    });
    await stream.until(() => Number(stream.lastId()) > from + PLACES_PER_PAGE);
    t.equal(stream.events.length, 0, 'a stream tells how far it has come without an event');
    stream.close();
  });
});

test('a slow reader is waited for, page by page, and the server can still close', async (t) => {
  const app = await testApp(t);
  const url = `${await listen(app)}/v1/events`;
  const log = await openLog(t, app);
  const count = 420;
  for (let n = 0; n < count; n += 60) await log.write(...range(0, 60).map(largeLeaf));
  let pages = 0;
  const { run } = app.database.feeds;
  app.database.feeds.run = (config) => {
    pages += 1;
    return run(config);
  };
  const stream = await follow(t, url, { code: CORE });
  stream.pause();
  const healthy = await readAll(app.as(CORE), 'limit=1000');
  t.equal(healthy.length, count, 'others are not held up');
  const forBoth = pages;
  stream.resume();
  await stream.until(() => stream.events.length === count);
  t.same(ids(stream.events), range(0, count));
  t.ok(pages > forBoth + 1, 'what the slow one had not taken was not read for it');
  const waiting = readFeed(app.as(CORE), `?after=${count - 1}&wait=50`);
  await app.app.close();
  await stream.ended;
  t.match(
    await waiting,
    { status: 200, events: [] },
    'what waits is answered when the server goes',
  );
});
