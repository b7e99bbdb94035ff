import type pg from 'pg';
import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { monitorInstitution } from '../../../src/kernel/journal/monitor/index.ts';
import { rebase, sequence } from '../../../src/kernel/journal/sequencer.ts';
import { rootAt } from '../../../src/kernel/journal/trees.ts';
import { UNREADABLE } from '../../../src/kernel/journal/words.ts';
import { EMPTY_EDGE, grow, leafHash, rootOfEdge } from '../../../src/tlog/index.ts';
import { testDatabase } from '../../helpers/database.ts';
import { openBench } from '../../modules/webhooks/receiver.ts';
import { readAll } from '../feed/log.ts';
import { append, begin, connect, dense, leafAbout, places, write } from './journal-database.ts';

const sound = JSON.parse(leafAbout({ type: 'Grid', id: 'g' }).toString('utf8'));
const written = (part: object): Buffer => Buffer.from(JSON.stringify({ ...sound, ...part }));

/** JSON in UTF-8, each of which no program of ours writes. */
const MISFITS: Readonly<Record<string, Buffer>> = {
  'no object': Buffer.from('[]'),
  'a bare text': Buffer.from('"loan.approved"'),
  'null and no more': Buffer.from('null'),
  'NUL in a text': written({ reason: '\0' }),
  'half a character': Buffer.from('{"act":"\\ud800"}'),
  'no act': written({ act: undefined }),
  'no request': written({ request: null }),
  'an act too long': written({ act: 'a'.repeat(129) }),
  'no date': written({ at: '2026-02-30T00:00:00.000Z' }),
  'a person that is no uuid': written({ actor: { person: 'Li' } }),
  'objects that are no list': written({ objects: 1 }),
  'objects that are none': written({ objects: [1, 'x', null] }),
  'an object id too long': written({ objects: [{ type: 'Grid', id: 'x'.repeat(129) }] }),
  'a version that is no number': written({ objects: [{ type: 'a', id: 'b', version: 'c' }] }),
  'a number beyond all numbers': Buffer.from('{"v":1e999999}'),
  'lists in lists in lists': Buffer.from(`${'['.repeat(3_000)}${']'.repeat(3_000)}`),
};

async function writeAll(api: pg.Client, institutionId: string): Promise<string[]> {
  const ids: string[] = [];
  for (const leaf of Object.values(MISFITS)) {
    await begin(api, institutionId);
    ids.push(...(await append(api, institutionId, [leaf])));
    await api.query('commit');
    ids.push(...(await write(api, institutionId)));
  }
  return ids;
}

test('a leaf that has not the form of an entry gets its place, which says so', async (t) => {
  const db = await testDatabase(t);
  const api = await connect(t, db.url);
  const owner = await connect(t, db.ownerUrl);
  const sequencer = await connect(t, db.sequencerUrl);
  const [ours, theirs, later] = [newId(), newId(), newId()];
  const ids = await writeAll(api, ours);
  const others = await write(api, theirs, 2);
  const misfits = Object.keys(MISFITS).length;
  const tick = await sequence(sequencer);
  t.match(tick, { kind: 'sealed', unreadable: misfits });
  t.same(await places(owner, ours), dense(ids), 'in the order they were written');
  t.same(await places(owner, theirs), dense(others), 'and nobody waits for them');
  const { rows } = await owner.query(
    `select p.act, p.actor_id, p.request_id, p.occurred_at = e.written_at as "atWriting"
       from journal_position p join journal_entry e on e.institution_id = p.institution_id
        and e.id = p.entry_id where p.institution_id = $1 order by p.position`,
    [ours],
  );
  const mark = { act: UNREADABLE, actor_id: null, request_id: '', atWriting: true };
  for (const [index, name] of Object.keys(MISFITS).entries()) {
    t.same(rows[2 * index], mark, name);
    t.equal(rows[2 * index + 1].act, 'grid.split', 'its neighbour says what it is');
  }
  const found = await owner.query('select from journal_object where institution_id = $1', [ours]);
  t.equal(found.rowCount, misfits, 'only the readable ones tell of objects');
  const bytes = await owner.query<{ leaf: Buffer }>(
    'select leaf from journal_entry where institution_id = $1 order by id',
    [ours],
  );
  const hashes = Buffer.concat(bytes.rows.map(({ leaf }) => leafHash(leaf)));
  const root = rootOfEdge(grow(EMPTY_EDGE, hashes).edge);
  t.same(await rootAt(sequencer, ours, ids.length), root, 'the tree holds all of them');
  const again = await writeAll(api, later);
  await owner.query('update journal_sequencer_state set system_identifier = 1');
  t.match(await rebase(sequencer), { unreadable: misfits });
  t.same(await places(owner, later), dense(again), 'nor do they stop a new beginning');
});

test('readers pass over what has not the form of an entry', async (t) => {
  const { app, log, register, start, receiver } = await openBench(t);
  await register('core', { acts: ['journal.*'] });
  start();
  const leaves = Object.values(MISFITS);
  const count = leaves.length;
  for (const leaf of leaves) await log.write(leafAbout({ type: 'Grid', id: newId() }), leaf);
  await receiver.until(() => receiver.got.length === count);
  const said = leaves.map((leaf) => JSON.stringify(JSON.parse(leaf.toString('utf8'))));
  const sent = receiver.got.map(({ event }) => JSON.stringify(event.data));
  t.same(sent.toSorted(), said.toSorted(), 'all are sent');
  const feed = await readAll(app.as('core.banking'), `act=${UNREADABLE}`);
  const read = feed.map(({ data }) => JSON.stringify(data));
  t.same(read, said, 'and are in the feed, in order');
  t.same(
    new Set(receiver.got.map(({ headers }) => headers['webhook-id'])),
    new Set(feed.map(({ id }) => id)),
    'told apart by their places',
  );
  const auditor = app.as('administrator');
  const listed = await auditor.graphql(
    `query ($act: String!) { journalEntries(first: 100, filter: { act: $act }) { nodes {
       act client reason purpose data objects { id } leaf leafHash } } }`,
    { act: UNREADABLE },
  );
  const entries = listed.data?.journalEntries?.nodes;
  t.equal(entries?.length, count, 'an auditor finds them by their mark');
  t.same(
    new Set(entries.map(({ leaf }: { leaf: string }) => leaf)),
    new Set(leaves.map((leaf) => leaf.toString('utf8'))),
    'as they were written',
  );
  for (const { leaf, leafHash: hash, ...words } of entries) {
    const nothing = { act: UNREADABLE, client: null, reason: null, purpose: null, data: null };
    t.same(words, { ...nothing, objects: [] }, `nothing is taken from ${leaf.slice(0, 40)}`);
    t.equal(hash, leafHash(Buffer.from(leaf)).toString('hex'));
  }
  const worker = await connect(t, app.workerUrl);
  const findings = await monitorInstitution(worker, app.world.bankId, []);
  const unreadable = findings.filter(({ kind }) => kind === 'leaf_unreadable');
  t.equal(unreadable.length, count, 'the monitor names each');
  t.same(
    findings.filter(({ kind }) => ['index_changed', 'tree', 'leaf_changed'].includes(kind)),
    [],
    'and finds nothing else wrong with the log',
  );
  // What looks at all leaves of a test after its end takes them for JSON of ours.
  await app.owner('alter table journal_entry disable trigger refuse_change');
  await app.owner('delete from journal_entry where (fitting_leaf(leaf) is not null) is not true');
});
