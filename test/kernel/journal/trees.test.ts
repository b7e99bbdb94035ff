import type pg from 'pg';
import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { catchUp, SequencerHalted, sequence } from '../../../src/kernel/journal/sequencer.ts';
import { LEAVES_AT_ONCE, rootAt } from '../../../src/kernel/journal/trees.ts';
import {
  EMPTY_EDGE,
  grow,
  HASH_BYTES,
  rootOfEdge,
  type Tile,
  tilesOfEdge,
} from '../../../src/tlog/index.ts';
import { testDatabase } from '../../helpers/database.ts';
import { connect, leafAbout, write } from './journal-database.ts';
import { nameLog } from './signed-log.ts';

async function open(t: Parameters<typeof connect>[0] & Parameters<typeof testDatabase>[0]) {
  const db = await testDatabase(t);
  return {
    db,
    api: await connect(t, db.url),
    owner: await connect(t, db.ownerUrl),
    sequencer: await connect(t, db.sequencerUrl),
  };
}

async function leavesOf(owner: pg.Client, institutionId: string): Promise<Buffer> {
  const { rows } = await owner.query<{ leaf_hash: Buffer }>(
    `select e.leaf_hash from journal_position p
       join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id
      where p.institution_id = $1 order by p.position`,
    [institutionId],
  );
  return Buffer.concat(rows.map(({ leaf_hash }) => leaf_hash));
}

const rootOf = (leaves: Buffer, size: number): Buffer =>
  rootOfEdge(grow(EMPTY_EDGE, leaves.subarray(0, size * HASH_BYTES)).edge);

/** As the database keeps them. */
const rowOf = ({ level, index, hashes }: Tile) => ({ level, tile: String(index), hashes });

async function requireWhole(
  t: { same: (a: unknown, b: unknown, ...words: [] | [string]) => boolean },
  owner: pg.Client,
  institutionId: string,
): Promise<number> {
  const leaves = await leavesOf(owner, institutionId);
  const { edge, complete } = grow(EMPTY_EDGE, leaves);
  const order = (a: { level: number | string; tile: string }, b: typeof a) =>
    Number(a.level) - Number(b.level) || Number(a.tile) - Number(b.tile);
  const expected = [...complete, ...tilesOfEdge(edge)].map(rowOf).sort(order);
  const tiles = await owner.query(
    'select level, tile, hashes from journal_tile where institution_id = $1 order by level, tile',
    [institutionId],
  );
  t.same(tiles.rows, expected, 'every tile, whole and not yet whole');
  const size = leaves.length / HASH_BYTES;
  const heads = await owner.query(
    'select size::integer, root from journal_tree where institution_id = $1',
    [institutionId],
  );
  t.same(heads.rows, [{ size, root: rootOf(leaves, size) }], 'and the head is of all');
  return size;
}

test('a tick takes what it places into the tree of each log', async (t) => {
  const { api, owner, sequencer } = await open(t);
  const [a, b] = [newId(), newId()];
  for (const count of [1, 1, 253, 1, 1, 511, 2, 256]) {
    await write(api, a, count);
    if (count % 2 === 0) await write(api, b, 3);
    await sequence(sequencer);
  }
  t.equal(await requireWhole(t, owner, a), 1026);
  t.equal(await requireWhole(t, owner, b), 6);
  const leaves = await leavesOf(owner, a);
  for (const size of [1, 255, 256, 257, 1000, 1026]) {
    t.same(await rootAt(sequencer, a, size), rootOf(leaves, size), `from the tiles at ${size}`);
  }
  const heads = 'select xmin, ctid from journal_tree order by institution_id';
  const before = await owner.query(heads);
  await sequence(sequencer);
  t.same((await owner.query(heads)).rows, before.rows, 'an idle tick writes nothing');
});

const PLACE_BY_HAND = `with entries as (
  insert into journal_entry (institution_id, leaf)
  select $1, $2 from generate_series(1, $3::integer) returning id)
insert into journal_position (institution_id, position, entry_id, act, request_id, occurred_at)
select $1, row_number() over (order by id) - 1, id, 'grid.split', 'r', now() from entries`;

test('a journal older than its tree is taken in by batches', async (t) => {
  const { db, api, owner, sequencer } = await open(t);
  const id = await nameLog(owner, 'OLD');
  const none = await nameLog(owner, 'EMPTY');
  await owner.query(PLACE_BY_HAND, [id, leafAbout(), LEAVES_AT_ONCE + 300]);
  const sizeOf = async (log: string) =>
    (
      await owner.query<{ size: string }>(
        'select size from journal_tree where institution_id = $1',
        [log],
      )
    ).rows.map(({ size }) => Number(size));
  t.equal(await catchUp(sequencer), true);
  t.same(await sizeOf(id), [LEAVES_AT_ONCE], 'one batch');
  await write(api, id);
  await sequence(sequencer);
  t.same(await sizeOf(id), [LEAVES_AT_ONCE + 301], 'the rest with what is new');
  const other = await connect(t, db.sequencerUrl);
  t.same(await Promise.all([catchUp(sequencer), catchUp(other)]).then((all) => all.length), 2);
  t.equal(await catchUp(sequencer), false, 'and then there is nothing left');
  const { edge } = grow(EMPTY_EDGE, await leavesOf(owner, id));
  t.same(await rootAt(sequencer, id, LEAVES_AT_ONCE + 301), rootOfEdge(edge));
  t.same(await sizeOf(none), []);
});

test('the database lets a tile grow and nothing else', async (t) => {
  const { api, owner, sequencer } = await open(t);
  const id = newId();
  await write(api, id, 3);
  await sequence(sequencer);
  const RESTRICTED = '23001';
  const attempts = [
    `update journal_tile set hashes = substr(hashes, 33)`,
    `update journal_tile set hashes = sha256('x')`,
    `update journal_tile set hashes = sha256('x') || substr(hashes, 33)`,
    'update journal_tile set tile = 1',
    'delete from journal_tile',
    'truncate journal_tile',
    'delete from journal_tree',
    'truncate journal_tree',
    'update journal_tree set size = size - 1',
    `update journal_tree set root = sha256('x')`,
    'delete from journal_root',
    `update journal_root set root = sha256('x')`,
  ];
  for (const attempt of attempts) {
    await t.rejects(owner.query(attempt), { code: RESTRICTED }, attempt);
    await t.rejects(api.query(attempt), `API: ${attempt}`);
  }
  await owner.query('set session_replication_role = replica');
  await t.rejects(owner.query(attempts[0] ?? ''), { code: RESTRICTED });
  const keep = (root: string, size: string) =>
    sequencer.query(
      `insert into journal_root (institution_id, size, root)
       select institution_id, ${size}, ${root} from journal_tree`,
    );
  await keep('root', 'size');
  await t.rejects(keep(`sha256('x')`, 'size'), { code: '23505' }, 'a size has one root');
  const head = () =>
    owner.query('select size::integer, root = sha256($1) as new from journal_tree', ['x']);
  t.same((await head()).rows, [{ size: 3, new: false }]);
  await keep(`sha256('x')`, 'size + 1');
  t.same((await head()).rows, [{ size: 4, new: true }], 'the head is never behind a kept root');
});

test('a damaged tree halts the sequencer', async (t) => {
  const { api, owner, sequencer } = await open(t);
  const id = newId();
  await write(api, id, 3);
  await sequence(sequencer);
  await owner.query('alter table journal_tile disable trigger all');
  await owner.query(`update journal_tile set hashes = sha256('x') || substr(hashes, 33)`);
  await write(api, id);
  await t.rejects(sequence(sequencer), SequencerHalted);
  await owner.query('delete from journal_tile');
  await t.rejects(sequence(sequencer), SequencerHalted);
});
