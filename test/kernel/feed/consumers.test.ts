import { test } from 'tap';
import { sequence } from '../../../src/kernel/journal/sequencer.ts';
import { chances } from '../../core/faults.ts';
import { testApp } from '../../helpers/app.ts';
import { append, begin, connect } from '../journal/journal-database.ts';
import { follow, listen } from './event-source.ts';
import { type Event, leafOfAct, openLog, readAll, readFeed } from './log.ts';

const CORE = 'core.banking';
const WRITERS = 8;
const TRANSACTIONS_EACH = 12 * Number(process.env.RUNS ?? 1);
const OBJECTS = 4;
const SEED = 20_261_122;

/** What an object's facts must tell: every version, in order, once. */
const versions = (events: readonly Event[]): number[][] => {
  const byObject = Map.groupBy(events, (event) => event.data.objects[0].id);
  return [...byObject.values()].map((own) => own.map((event) => event.data.objects[0].version));
};
const counting = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

test('writers that commit late, roll back and overlap, and three kinds of consumer', async (t) => {
  const app = await testApp(t);
  const url = `${await listen(app)}/v1/events`;
  const core = app.as(CORE);
  const log = await openLog(t, app);
  await app.owner('create table race_object (id integer primary key, version integer not null)');
  await app.owner('insert into race_object select n, 0 from generate_series(1, $1) n', [OBJECTS]);
  await app.owner('grant select, update on race_object to jingtian_api');

  const write = async (seed: number): Promise<number> => {
    const chance = chances(seed);
    const client = await connect(t, app.url);
    let kept = 0;
    for (let n = 0; n < TRANSACTIONS_EACH; n += 1) {
      await begin(client, app.world.bankId);
      const { rows } = await client.query<{ id: number; version: number }>(
        'update race_object set version = version + 1 where id = $1 returning id, version',
        [1 + Math.floor(chance() * OBJECTS)],
      );
      const [{ id, version } = { id: 0, version: 0 }] = rows;
      const leaf = leafOfAct('grid.split', { type: 'Grid', id: String(id), version });
      await append(client, app.world.bankId, [leaf]);
      if (chance() < 0.3) await client.query('select pg_sleep(0.004)');
      const keep = chance() < 0.8;
      await client.query(keep ? 'commit' : 'rollback');
      if (keep) kept += 1;
    }
    return kept;
  };

  let over = false;
  /** The last place is given: what the head says now it says for good. */
  let isSealed = false;
  const ticking = (async () => {
    while (!over) await sequence(log.sequencer);
    await sequence(log.sequencer);
  })();

  // Keeps the cursor with its effect, and dies again and again before or after keeping both.
  const stored = { cursor: '-1', effects: [] as Event[] };
  const consume = async (): Promise<void> => {
    const chance = chances(SEED);
    const total = async () => (isSealed ? Number((await readFeed(core)).head) : Infinity);
    while (Number(stored.cursor) < (await total())) {
      const query = `?after=${stored.cursor}&limit=5&wait=1`;
      const { events, cursor } = await readFeed(core, query);
      if (chance() < 0.3) continue;
      stored.effects = [...stored.effects, ...events];
      stored.cursor = cursor;
    }
  };

  const stream = await follow(t, url, { code: CORE });
  const consuming = consume();
  const kept = await Promise.all(Array.from({ length: WRITERS }, (_, seed) => write(seed)));
  over = true;
  await ticking;
  isSealed = true;
  const committed = kept.reduce((sum, each) => sum + each, 0);
  await Promise.all([consuming, stream.until(() => stream.events.length === committed)]);
  const pages = await readAll(core, 'limit=7');
  for (const [kind, events] of Object.entries({
    pages,
    stream: stream.events,
    stored: stored.effects,
  })) {
    t.equal(events.length, committed, `${kind}: every committed fact`);
    t.same(
      events.map(({ id }) => Number(id)),
      counting(committed).map((n) => n - 1),
      `${kind}: by place`,
    );
    for (const own of versions(events)) t.same(own, counting(own.length), `${kind}: in order`);
  }
});
