import type pg from 'pg';
import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { sequence } from '../../src/kernel/journal/sequencer.ts';
import { testDatabase } from '../helpers/database.ts';
import { append, begin, connect, leafAbout } from '../kernel/journal/journal-database.ts';

/**
 * Three sequencers over the same entries. The first two are what an outbox usually does; the tests
 * show what each gets wrong, and that the difference of two snapshots gets neither wrong.
 */
const WRITERS = 20;
const TRANSACTIONS_EACH = 40;
const OBJECTS = 8;
const LONGEST_PAUSE_MS = 12;
const HORIZON_LIMIT_MS = 60_000;

type Feed = { next(): Promise<string[]> };

/** Whatever has a higher id than the last one seen. */
function feedById(client: pg.Client): Feed {
  let last = '0';
  return {
    async next() {
      const { rows } = await client.query<{ id: string }>(
        'select id from journal_entry where id > $1 order by id',
        [last],
      );
      last = rows.at(-1)?.id ?? last;
      return rows.map(({ id }) => id);
    },
  };
}

/** Whatever is older than every open transaction, in the order of transaction ids. */
function feedByHorizon(client: pg.Client): Feed {
  let last = { xid: '0', id: '0' };
  return {
    async next() {
      const { rows } = await client.query<{ id: string; xid: string }>(
        `select id, xid::text from journal_entry
          where xid < pg_snapshot_xmin(pg_current_snapshot()) and (xid, id) > ($1::xid8, $2)
          order by journal_entry.xid, id`,
        [last.xid, last.id],
      );
      last = rows.at(-1) ?? last;
      return rows.map(({ id }) => id);
    },
  };
}

/** Ours: the places given by a tick, of all institutions. */
function feedByDifference(client: pg.Client): Feed {
  return {
    async next() {
      const tick = await sequence(client);
      const ranges = tick.kind === 'sealed' ? tick.ranges : [];
      const ids: string[] = [];
      for (const { institutionId, from, size } of ranges) {
        const { rows } = await client.query<{ entry_id: string }>(
          `select entry_id from journal_position
            where institution_id = $1 and position >= $2 and position < $3 order by position`,
          [institutionId, from, size],
        );
        ids.push(...rows.map(({ entry_id }) => entry_id));
      }
      return ids;
    },
  };
}

/** Reads on until so many have come: the horizon also waits for writers of other databases. */
async function atLeast(count: number, feed: Feed): Promise<string[]> {
  const ids: string[] = [];
  const until = Date.now() + HORIZON_LIMIT_MS;
  while (ids.length < count && Date.now() < until) ids.push(...(await feed.next()));
  return ids;
}

async function open(t: Parameters<typeof connect>[0]) {
  const db = await testDatabase(t);
  const reader = await connect(t, db.sequencerUrl);
  const owner = await connect(t, db.ownerUrl);
  await owner.query('create table race_object (id integer primary key, version integer not null)');
  await owner.query('insert into race_object select n, 0 from generate_series(1, $1) n', [OBJECTS]);
  await owner.query('grant select, update on race_object to jingtian_api');
  return {
    db,
    owner,
    institutionId: newId(),
    byId: feedById(reader),
    byHorizon: feedByHorizon(reader),
    byDifference: feedByDifference(await connect(t, db.sequencerUrl)),
  };
}

/** Changes an object under its lock; the leaf tells its version, as a command's would. */
async function change(client: pg.Client, objectId: number) {
  const { rows } = await client.query<{ version: number }>(
    'update race_object set version = version + 1 where id = $1 returning version',
    [objectId],
  );
  return { type: 'RaceObject', id: String(objectId), version: rows[0]?.version ?? 0 };
}

async function writeAbout(client: pg.Client, institutionId: string, objectId: number) {
  const [id = ''] = await append(client, institutionId, [
    leafAbout(await change(client, objectId)),
  ]);
  return id;
}

test('a transaction that writes first and commits last', async (t) => {
  const { db, institutionId, byId, byHorizon, byDifference } = await open(t);
  const [slow, quick] = [await connect(t, db.url), await connect(t, db.url)];
  await begin(slow, institutionId);
  const first = await writeAbout(slow, institutionId, 1);
  await begin(quick, institutionId);
  const second = await writeAbout(quick, institutionId, 2);
  await quick.query('commit');
  const early = [await byId.next(), await byHorizon.next(), await byDifference.next()];
  t.same(early, [[second], [], [second]], 'the horizon waits for the open writer; ours does not');
  await slow.query('commit');
  t.same(await byId.next(), [], '"id > last" has lost the first entry for good');
  t.same(await byDifference.next(), [first]);
  t.same(await atLeast(2, byHorizon), [first, second]);
});

test('a transaction that begins first and changes the object last', async (t) => {
  const { db, institutionId, byHorizon, byDifference } = await open(t);
  const [older, younger] = [await connect(t, db.url), await connect(t, db.url)];
  await begin(older, institutionId);
  await writeAbout(older, institutionId, 2);
  await begin(younger, institutionId);
  const firstOfObject = await writeAbout(younger, institutionId, 1);
  await younger.query('commit');
  const secondOfObject = await writeAbout(older, institutionId, 1);
  await older.query('commit');
  const both = new Set([firstOfObject, secondOfObject]);
  t.same(
    (await atLeast(3, byHorizon)).filter((id) => both.has(id)),
    [secondOfObject, firstOfObject],
    'the horizon tells the second change of the object first',
  );
  t.same(
    (await byDifference.next()).filter((id) => both.has(id)),
    [firstOfObject, secondOfObject],
  );
});

test('savepoints, rollbacks, and writers that stay open over several ticks', async (t) => {
  const { db, institutionId, byDifference } = await open(t);
  const [one, two] = [await connect(t, db.url), await connect(t, db.url)];
  const other = await connect(t, db.url);
  // Only a tick that places something moves the snapshot on.
  const tickAfterAnother = async (): Promise<void> => {
    await begin(other, institutionId);
    const id = await writeAbout(other, institutionId, 3);
    await other.query('commit');
    t.same(await byDifference.next(), [id]);
  };
  await begin(one, institutionId);
  await one.query('savepoint a');
  await writeAbout(one, institutionId, 1);
  await one.query('rollback to savepoint a');
  await tickAfterAnother();
  await one.query('savepoint b');
  const kept = await writeAbout(one, institutionId, 1);
  await begin(two, institutionId);
  await writeAbout(two, institutionId, 2);
  await tickAfterAnother();
  await two.query('rollback');
  await tickAfterAnother();
  await one.query('commit');
  t.same(await byDifference.next(), [kept], 'the one that stayed open is not forgotten');
  t.same(await byDifference.next(), [], 'and the one that came to nothing is nowhere');
});

/** A small generator (mulberry32), so that each writer's choices are the same in every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One transaction with whatever may happen in it; the entries that were committed. */
async function stormTransaction(
  client: pg.Client,
  institutionId: string,
  random: () => number,
): Promise<string[]> {
  const pause = () => client.query('select pg_sleep($1)', [(random() * LONGEST_PAUSE_MS) / 1000]);
  const objectIds = [1 + Math.floor((random() * OBJECTS) / 2)];
  if (random() < 0.3) objectIds.push(OBJECTS / 2 + 1 + Math.floor((random() * OBJECTS) / 2));
  const written: string[] = [];
  await begin(client, institutionId);
  if (random() < 0.3) await client.query('select pg_current_xact_id()');
  if (random() < 0.3) await pause();
  if (random() < 0.3) {
    await client.query('savepoint tried');
    await append(client, institutionId, [leafAbout()]);
    await client.query('rollback to savepoint tried');
  }
  for (const objectId of objectIds) {
    if (random() < 0.5) await client.query('savepoint step');
    written.push(await writeAbout(client, institutionId, objectId));
    if (random() < 0.2) await pause();
  }
  const kept = random() < 0.85;
  await client.query(kept ? 'commit' : 'rollback');
  return kept ? written : [];
}

/** How many ids of one object come after an id of the same object that was written later. */
const inversionsIn = (feed: string[], objectOf: Map<string, string>): number => {
  const newest = new Map<string, bigint>();
  let inversions = 0;
  for (const id of feed) {
    const object = objectOf.get(id) ?? '';
    if (BigInt(id) < (newest.get(object) ?? 0n)) inversions += 1;
    else newest.set(object, BigInt(id));
  }
  return inversions;
};

test('a storm of writers', async (t) => {
  const { db, owner, institutionId, ...feeds } = await open(t);
  const writers = await Promise.all(Array.from({ length: WRITERS }, () => connect(t, db.url)));
  const committed: string[] = [];
  const storm = writers.map(async (writer, seed) => {
    const random = chance(seed);
    for (let n = 0; n < TRANSACTIONS_EACH; n += 1) {
      committed.push(...(await stormTransaction(writer, institutionId, random)));
    }
  });

  const over = { yet: false };
  const seen = { byId: [] as string[], byHorizon: [] as string[], byDifference: [] as string[] };
  const readAll = async (): Promise<void> => {
    seen.byId.push(...(await feeds.byId.next()));
    seen.byHorizon.push(...(await feeds.byHorizon.next()));
    seen.byDifference.push(...(await feeds.byDifference.next()));
  };
  const reading = (async () => {
    while (!over.yet) await readAll();
  })();
  await Promise.all(storm).finally(() => {
    over.yet = true;
  });
  await reading;
  await readAll();

  const objects = await owner.query<{ entry_id: string; object_id: string; version: string }>(
    `select p.entry_id, o.object_id, o.object_version as version
       from journal_object o
       join journal_position p on p.institution_id = o.institution_id and p.position = o.position
      order by o.object_id, o.position`,
  );
  const objectOf = new Map(objects.rows.map((row) => [row.entry_id, row.object_id]));
  for (const [name, feed] of Object.entries(seen)) {
    const lost = committed.length - new Set(feed).size;
    t.comment(`${name}: ${lost} lost, ${inversionsIn(feed, objectOf)} inversions`);
  }

  const ids = (feed: string[]) => feed.toSorted((a, b) => Number(BigInt(a) - BigInt(b)));
  t.same(ids(seen.byDifference), ids(committed), 'every committed entry once, no other');
  t.equal(inversionsIn(seen.byDifference, objectOf), 0, 'in the order each object changed');
  const versions = Map.groupBy(objects.rows, (row) => row.object_id);
  for (const [objectId, rows] of versions) {
    const expected = rows.map((_, index) => String(index + 1));
    t.same(
      rows.map(({ version }) => version),
      expected,
      `object ${objectId} has every version in its place`,
    );
  }
  const places = await owner.query(
    'select min(position)::int as first, max(position)::int as last from journal_position',
  );
  t.same(places.rows, [{ first: 0, last: committed.length - 1 }], 'places are dense');
});
