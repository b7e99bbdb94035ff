import { createHash } from 'node:crypto';
import { test } from 'tap';
import { startSequencer } from '../../../src/kernel/journal/sequence-loop.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { personOf } from '../staff/field.ts';

const silent = { info() {}, warn() {}, error() {} };

/** Gives their places to all entries committed so far. */
async function sequence(app: TestApp): Promise<void> {
  const sequencer = startSequencer({ url: app.sequencerUrl, periodMs: 60_000, log: silent });
  await sequencer.tick();
  await sequencer.stop();
}

const openOutlets = async (app: TestApp, count: number): Promise<string[]> => {
  const outlets: string[] = [];
  for (let place = 1; place <= count; place += 1) {
    const input = {
      code: `B${place}`,
      name: '支行',
      level: 'FIRST_BRANCH',
      parentId: `outlet_${app.world.outletId}`,
    };
    outlets.push((await app.as('administrator').command('outlet.open', input)).outlet);
  }
  return outlets;
};

test('the journal is read by object, act, person, request and time', async (t) => {
  const app = await testApp(t);
  const [one, two] = await openOutlets(app, 2);
  app.clock.set('2026-03-05T02:00:00Z');
  await app.as('administrator').command('outlet.close', { id: one }, { reason: '业务调整' });
  await app.as('auditor').refused('outlet.close', { id: two }, { reason: '业务调整' });
  const auditor = app.as('auditor');
  const empty = await auditor.query('{ journalEntries(first: 5) { nodes { id } } }');
  t.same(empty.journalEntries.nodes, [], 'an entry appears once it has its place');
  await sequence(app);
  const read = async (filter: object) => {
    const { journalEntries } = await auditor.query(
      `query ($filter: JournalEntryFilter) {
         journalEntries(first: 50, order: POSITION, filter: $filter) {
           totalCount nodes { position act actor { code } reason requestId occurredAt data
             objects { type id version } leaf leafHash } } }`,
      { filter },
    );
    t.equal(journalEntries.totalCount, journalEntries.nodes.length);
    return journalEntries.nodes;
  };
  const all = await read({});
  t.same(
    all.map((entry: Entry) => [entry.position, entry.act, entry.actor.code]),
    [
      [0, 'outlet.opened', 'administrator'],
      [1, 'outlet.opened', 'administrator'],
      [2, 'outlet.closed', 'administrator'],
      [3, 'command.refused', 'auditor'],
    ],
  );
  t.match(all[2], { reason: '业务调整', objects: [{ type: 'Outlet', id: one, version: 2 }] });
  t.match(all[3].data, { command: 'outlet.close', code: 'auth.forbidden' });
  for (const { leaf, leafHash } of all) {
    const digest = createHash('sha256').update(Buffer.concat([Buffer.of(0), Buffer.from(leaf)]));
    t.equal(digest.digest('hex'), leafHash);
  }
  const positions = async (filter: object) =>
    (await read(filter)).map((entry: Entry) => entry.position);
  t.same(await positions({ object: one }), [0, 2]);
  t.same(await positions({ object: two }), [1]);
  t.same(await positions({ object: one?.replace('outlet', 'person') }), [], 'of another type');
  t.same(await positions({ object: 'nonsense' }), []);
  t.same(await positions({ act: 'outlet.closed' }), [2]);
  t.same(await positions({ actPrefix: 'outlet.' }), [0, 1, 2]);
  t.same(await positions({ person: personOf(app, 'auditor') }), [3]);
  t.same(await positions({ requestId: all[1].requestId }), [1]);
  t.same(await positions({ from: '2026-03-05T02:00:00Z' }), [2, 3]);
  t.same(await positions({ until: '2026-03-05T02:00:00Z', object: two }), [1]);
  t.same(await positions({ act: 'outlet.opened', object: one }), [0]);
});

type Entry = { position: number; act: string; actor: { code: string } };

test('pages follow the places while entries are added', async (t) => {
  const app = await testApp(t);
  await openOutlets(app, 3);
  await sequence(app);
  const auditor = app.as('auditor');
  const page = async (after: string | null, order: string) =>
    (
      await auditor.query(
        `query ($after: String, $order: JournalEntryOrder) {
           journalEntries(first: 2, after: $after, order: $order) {
             pageInfo { hasNextPage endCursor } nodes { position } } }`,
        { after, order },
      )
    ).journalEntries;
  const first = await page(null, 'POSITION');
  await app.as('administrator').command('outlet.open', {
    code: 'B9',
    name: '支行',
    level: 'FIRST_BRANCH',
    parentId: `outlet_${app.world.outletId}`,
  });
  await sequence(app);
  const second = await page(first.pageInfo.endCursor, 'POSITION');
  const places = [...first.nodes, ...second.nodes].map((node: Entry) => node.position);
  t.same(places, [0, 1, 2, 3]);
  t.equal(second.pageInfo.hasNextPage, false);
  t.same(
    (await page(null, 'NEWEST')).nodes.map((node: Entry) => node.position),
    [3, 2],
  );
  const { body, headers } = await auditor.rest({
    method: 'GET',
    url: '/v1/journal-entries?first=3&order=POSITION&actPrefix=outlet.',
  });
  t.equal(body.nodes.length, 3);
  t.match(headers.link, /after=.*rel="next"/);
});

test('one entry by its id or place, for whoever may read the journal', async (t) => {
  const app = await testApp(t);
  await openOutlets(app, 1);
  await sequence(app);
  const auditor = app.as('auditor');
  const { journalEntry } = await auditor.query('{ journalEntry(position: 0) { id act client } }');
  t.match(journalEntry, { act: 'outlet.opened', client: 'administrator' });
  const again = await auditor.query(
    'query ($id: ID!) { node(id: $id) { id ... on JournalEntry { position } } }',
    { id: journalEntry.id },
  );
  t.same(again.node, { id: journalEntry.id, position: 0 });
  for (const who of ['loan.reviewer', 'loan.approver', 'core.banking', 'government.platform']) {
    for (const field of [
      'journalEntries(first: 1) { nodes { act } }',
      'journalEntry(position: 0) { act }',
    ]) {
      const answer = await app.as(who).graphql(`{ ${field} }`);
      t.match(answer.errors[0].extensions, { code: 'auth.forbidden' }, `${who} ${field}`);
    }
  }
  await app.owner(
    `update role set permissions = permissions || '{journal.read}' where code = 'LOAN_REVIEWER'`,
  );
  const narrow = await app
    .as('loan.reviewer')
    .query(`{ journalEntries(first: 5) { nodes { act } } journalEntry(position: 0) { act } }`);
  t.same(narrow, { journalEntries: { nodes: [] }, journalEntry: null }, 'a county is not the bank');
  const other = await app
    .as('other.administrator')
    .query('{ journalEntries(first: 5) { nodes { act } } }');
  t.same(other.journalEntries.nodes, [], 'another institution has a journal of its own');
});
