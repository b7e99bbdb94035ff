import type pg from 'pg';
import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import {
  countOverdue,
  rebase,
  SequencerHalted,
  sequence,
} from '../../../src/kernel/journal/sequencer.ts';
import { type TestDatabase, testDatabase } from '../../helpers/database.ts';
import { append, begin, connect, dense, leafAbout, places, write } from './journal-database.ts';

async function open(t: Parameters<typeof connect>[0]) {
  const db: TestDatabase = await testDatabase(t);
  return {
    db,
    api: await connect(t, db.url),
    owner: await connect(t, db.ownerUrl),
    sequencer: await connect(t, db.sequencerUrl),
  };
}

const stateOf = async (owner: pg.Client): Promise<object[]> =>
  (await owner.query('select *, xmin::text from journal_sequencer_state')).rows;

/** A connection on which `before` happens ahead of the statement that begins with `start`. */
function interrupted(client: pg.Client, start: string, before: () => Promise<unknown>): pg.Client {
  const query = async (text: string, values?: unknown[]) => {
    if (text.trim().startsWith(start)) await before();
    return client.query(text, values);
  };
  return { query } as unknown as pg.Client;
}

test('places are dense from 0 in each log, over any number of ticks', async (t) => {
  const { api, owner, sequencer } = await open(t);
  const [a, b] = [newId(), newId()];
  const idsA = await write(api, a, 3);
  const idsB = await write(api, b);
  idsA.push(...(await write(api, a, 2)));
  t.same(await sequence(sequencer), {
    kind: 'sealed',
    ranges: [
      { institutionId: a, from: 0n, size: 5n },
      { institutionId: b, from: 0n, size: 1n },
    ].toSorted((x, y) => (x.institutionId < y.institutionId ? -1 : 1)),
  });
  idsB.push(...(await write(api, b, 4)));
  t.same(await sequence(sequencer), {
    kind: 'sealed',
    ranges: [{ institutionId: b, from: 1n, size: 5n }],
  });
  t.same(await places(owner, a), dense(idsA));
  t.same(await places(owner, b), dense(idsB));
});

test('a tick with nothing new writes nothing', async (t) => {
  const { api, owner, sequencer } = await open(t);
  await write(api, newId());
  await sequence(sequencer);
  const before = await stateOf(owner);
  t.same(await sequence(sequencer), { kind: 'sealed', ranges: [] });
  t.same(await stateOf(owner), before);
});

test('what audit queries look for is taken from the leaf', async (t) => {
  const { api, owner, sequencer } = await open(t);
  const institutionId = newId();
  await begin(api, institutionId);
  const twice = { type: 'Grid', id: 'g', version: 2 };
  await append(api, institutionId, [
    leafAbout(twice, { type: 'Area', id: '429005' }, twice),
    leafAbout(),
  ]);
  await api.query('commit');
  await sequence(sequencer);
  const positions = await owner.query(
    `select position, act, actor_id, request_id, occurred_at from journal_position order by position`,
  );
  const fields = {
    act: 'grid.split',
    actor_id: '01900000-0000-7000-8000-00000000000a',
    request_id: 'request-1',
    occurred_at: new Date('2026-03-01T00:00:00Z'),
  };
  t.same(positions.rows, [
    { position: '0', ...fields },
    { position: '1', ...fields },
  ]);
  const objects = await owner.query(
    `select object_type, object_id, position, object_version from journal_object order by 1`,
  );
  t.same(objects.rows, [
    { object_type: 'Area', object_id: '429005', position: '0', object_version: null },
    { object_type: 'Grid', object_id: 'g', position: '0', object_version: '2' },
  ]);
});

test('many sequencers at once place every entry exactly once', async (t) => {
  const { db, api, owner } = await open(t);
  const sequencers = await Promise.all(
    Array.from({ length: 6 }, () => connect(t, db.sequencerUrl)),
  );
  const institutionId = newId();
  const ids: string[] = [];
  for (let round = 0; round < 20; round += 1) {
    ids.push(...(await write(api, institutionId, 5)));
    await Promise.all(sequencers.map((each) => sequence(each)));
  }
  for (const sequencer of sequencers) await sequence(sequencer);
  t.same(await places(owner, institutionId), dense(ids));
});

test('a sequencer stands back while another works', async (t) => {
  const { db, api, owner, sequencer } = await open(t);
  const other = await connect(t, db.sequencerUrl);
  const institutionId = newId();
  const ids = await write(api, institutionId);
  const ticks: string[] = [];
  const working = interrupted(sequencer, 'commit', async () => {
    ticks.push((await sequence(other)).kind);
  });
  ticks.push((await sequence(working)).kind);
  t.same(ticks, ['busy', 'sealed']);
  t.same(await places(owner, institutionId), dense(ids));
});

test('a sequencer whose snapshot is older than another\u2019s work stands back too', async (t) => {
  const { db, api, owner, sequencer } = await open(t);
  const other = await connect(t, db.sequencerUrl);
  const institutionId = newId();
  const ids = await write(api, institutionId);
  const late = {
    async query(text: string, values?: unknown[]) {
      if (!text.trim().startsWith('begin')) return sequencer.query(text, values);
      await sequencer.query('begin isolation level repeatable read');
      await sequencer.query('select 1');
      await sequence(other);
      return sequencer.query(text.replace(/begin[^;]*;/, ''), values);
    },
  } as unknown as pg.Client;
  t.same(await sequence(late), { kind: 'busy' });
  t.same(await places(owner, institutionId), dense(ids));
  ids.push(...(await write(api, institutionId)));
  await sequence(sequencer);
  t.same(await places(owner, institutionId), dense(ids));
});

test('a sequencer killed before its commit leaves nothing behind', async (t) => {
  const { db, api, owner, sequencer } = await open(t);
  const institutionId = newId();
  const ids = await write(api, institutionId, 3);
  const before = await stateOf(owner);
  const { rows } = await sequencer.query<{ pid: number }>('select pg_backend_pid() as pid');
  const killed = interrupted(sequencer, 'commit', () =>
    owner.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid]),
  );
  await t.rejects(sequence(killed));
  t.same(await stateOf(owner), before);
  t.same(await places(owner, institutionId), []);
  await sequence(await connect(t, db.sequencerUrl));
  t.same(await places(owner, institutionId), dense(ids));
});

const halts: [string, string][] = [
  ['in another cluster', 'update journal_sequencer_state set system_identifier = 1'],
  [
    'where transaction ids went back',
    "update journal_sequencer_state set snapshot = '4000000000:4000000000:'",
  ],
];
for (const [where, change] of halts) {
  test(`the sequencer halts ${where} until it is re-based`, async (t) => {
    const { api, owner, sequencer } = await open(t);
    const institutionId = newId();
    const ids = await write(api, institutionId, 2);
    await sequence(sequencer);
    ids.push(...(await write(api, institutionId, 2)));
    await owner.query(change);
    await t.rejects(sequence(sequencer), SequencerHalted);
    t.same(await places(owner, institutionId), dense(ids.slice(0, 2)));
    await rebase(sequencer);
    t.same(await places(owner, institutionId), dense(ids));
    ids.push(...(await write(api, institutionId)));
    await sequence(sequencer);
    t.same(await places(owner, institutionId), dense(ids));
  });
}

test('restored entries are placed once, also when new transaction ids reach theirs', async (t) => {
  const { api, owner, sequencer } = await open(t);
  const institutionId = newId();
  const { rows } = await owner.query<{ id: string }>(
    `insert into journal_entry (institution_id, leaf, xid)
     select $1, $2, (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + n)::text::xid8
       from generate_series(1, 20) n
     returning id`,
    [institutionId, leafAbout()],
  );
  const ids = rows.map(({ id }) => id);
  await owner.query('update journal_sequencer_state set system_identifier = 1');
  await rebase(sequencer);
  for (let round = 0; round < 25; round += 1) {
    ids.push(...(await write(api, institutionId)));
    await sequence(sequencer);
  }
  t.same(await places(owner, institutionId), dense(ids));
});

test('an entry is overdue when it has had no place for a minute', async (t) => {
  const { api, owner, sequencer } = await open(t);
  const institutionId = newId();
  await write(api, institutionId);
  t.equal(await countOverdue(sequencer), 0, 'a new one is not');
  await owner.query(
    `insert into journal_entry (institution_id, leaf, written_at)
     values ($1, $2, now() - interval '2 minutes')`,
    [institutionId, leafAbout()],
  );
  t.equal(await countOverdue(sequencer), 1);
  await sequence(sequencer);
  t.equal(await countOverdue(sequencer), 0);
});

test('the watchdog looks behind the places of five minutes ago, and finds what was passed over', async (t) => {
  const { api, owner, sequencer } = await open(t);
  const institutionId = newId();
  // Its transaction id is below the first there is, which the sequencer begins with.
  const passedOver = (age: string) =>
    owner.query(
      `insert into journal_entry (institution_id, leaf, xid, written_at)
       values ($1, $2, '1', now() - $3::interval)`,
      [institutionId, leafAbout(), age],
    );
  await passedOver('20 minutes');
  const old = await write(api, institutionId, 3);
  await owner.query(
    `insert into journal_position
       (institution_id, position, entry_id, act, request_id, occurred_at, sealed_at)
     select $1, n - 1, id, 'grid.split', '', now(), now() - interval '10 minutes'
       from unnest($2::bigint[]) with ordinality as t (id, n)`,
    [institutionId, [...old].reverse()],
  );
  await write(api, newId(), 2);
  await passedOver('2 minutes');
  await write(api, institutionId, 3);
  await sequence(sequencer);
  t.equal(await countOverdue(sequencer), 1, 'the later one; the other was told of in its time');
  const { rows } = await owner.query(
    `select places_before($1, now() - interval '5 minutes')::int as places,
       places_before($1, now() - interval '1 hour')::int as none,
       places_before($1, now() + interval '1 hour')::int as all,
       entries_before($1, now() - interval '5 minutes')::text as entries,
       (select count(*)::int from journal_logs()) as logs`,
    [institutionId],
  );
  t.same(rows, [{ places: 3, none: 0, all: 6, entries: old.at(-1), logs: 2 }]);
});
