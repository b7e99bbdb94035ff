import { createHash } from 'node:crypto';
import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { leafOf } from '../../../src/kernel/journal/leaf.ts';
import { testApp } from '../../helpers/app.ts';
import { largeLeaf, leafOfAct, openLog, place, readAll, readFeed } from './log.ts';

const CORE = 'core.banking';

test('a log that is read page by page', async (t) => {
  const app = await testApp(t);
  const log = await openLog(t, app);
  const core = app.as(CORE);
  const end = async () => Number((await readFeed(core)).head) + 1;
  await t.test('what has no place yet is not in the feed', async (t) => {
    t.match(await readFeed(core), { events: [], cursor: '-1', head: '-1' }, 'an empty log');
    await log.commit(leafOfAct('grid.split'));
    t.match(await readFeed(core), { events: [], cursor: '-1', head: '-1' });
    await place(app);
    t.match(await readFeed(core), { events: [{ id: '0' }], cursor: '0', head: '0' });
  });

  await t.test('facts come as CloudEvents whose data is the leaf, byte for byte', async (t) => {
    const loan = newId();
    const leaf = leafOfAct('loan.approved', { type: 'Loan', id: loan, version: 3 });
    await log.write(leaf, leafOfAct('grid.split'));
    const answer = await core.rest({ url: '/v1/events?after=0' });
    t.equal(answer.headers['content-type'], 'application/cloudevents-batch+json; charset=utf-8');
    const { data, ...event } = answer.body[0];
    t.same(event, {
      specversion: '1.0',
      id: '1',
      source: '/public/logs/JT-BANK',
      type: 'loan.approved',
      time: '2026-03-01T00:00:00.125+00:00',
      subject: `loan_${loan}`,
      datacontenttype: 'application/json',
    });
    t.ok(answer.text.includes(`"data":${leaf.toString('utf8')}}`), 'the leaf as it was written');
    const [stored] = await app.owner<{ leaf_hash: string }>(
      `select encode(e.leaf_hash, 'hex') as leaf_hash from journal_entry e
      where convert_from(leaf, 'UTF8')::jsonb ->> 'id' = $1`,
      [data.id],
    );
    const hash = createHash('sha256').update('\0').update(leaf).digest('hex');
    t.equal(stored?.leaf_hash, hash, 'and its hash is in the tree');
    t.notOk('subject' in answer.body[1], 'no subject where the fact concerns no object');
    t.equal(answer.headers.link, '</v1/events?after=2>; rel="next"');
  });

  await t.test(
    'a cursor stored with its effect: every fact once, over pages of any size',
    async (t) => {
      await app.as('administrator').command('outlet.open', {
        code: 'B1',
        name: '支行',
        level: 'FIRST_BRANCH',
        parentId: `outlet_${app.world.outletId}`,
      });
      await log.write(...Array.from({ length: 23 }, () => leafOfAct('grid.split')));
      const all = await readAll(core, 'limit=1000');
      t.same(
        all.map(({ id }) => id),
        all.map((_, index) => String(index)),
        'dense from 0',
      );
      for (const limit of [1, 7, 24]) t.same(await readAll(core, `limit=${limit}`), all);
      const last = all.at(-1)?.id;
      const over = await readFeed(core, `?after=${last}`);
      t.match(
        over,
        { events: [], cursor: last, head: last },
        'at the end: nothing, and no further',
      );
    },
  );

  await t.test('the subject is the first object, whatever else the leaf says', async (t) => {
    const loan = newId();
    const decoy = { objects: [{ id: newId(), type: 'Grid' }], text: '"objects":[{"id":"x"' };
    const leafWith = (objects: { type: string; id: string }[], requestId: string) =>
      leafOf(
        { act: 'loan.applied', objects, data: decoy },
        { id: newId(), at: new Date(0), actor: { person: newId() }, requestId },
      );
    const from = await end();
    await log.write(
      leafWith([{ type: 'Loan', id: loan }], 'request-1'),
      leafWith([], 'request-1'),
      leafWith([{ type: 'Loan', id: 'a"b' }], 'request-1'),
      leafWith([{ type: 'Loan', id: loan }], '"objects":[{"id":"y","type":"Grid"'),
    );
    const { events } = await readFeed(core, `?after=${from - 1}`);
    t.same(
      events.map(({ subject }) => subject),
      [`loan_${loan}`, undefined, undefined, undefined],
      'and none where the text would have to be parsed',
    );
  });

  await t.test('filters: acts, families of acts, objects', async (t) => {
    const [loan, grid] = [
      { type: 'Loan', id: newId() },
      { type: 'Grid', id: newId() },
    ];
    const first = await end();
    await log.write(
      leafOfAct('loan.applied', loan),
      leafOfAct('loan.approved', loan, grid),
      leafOfAct('loan-check.opened', loan),
      leafOfAct('grid.split', grid),
    );
    const ids = async (query: string) => {
      const { events, cursor } = await readFeed(core, `?after=${first - 1}&${query}`);
      t.equal(cursor, String(first + 3), `${query}: the cursor is at the end`);
      return events.map(({ id }) => Number(id) - first).join();
    };
    const [loanId, gridId] = [`loan_${loan.id}`, `grid_${grid.id}`];
    t.equal(await ids('act=loan.applied,grid.split'), '0,3');
    t.equal(await ids('actPrefix=loan.'), '0,1', 'the dot ends the family');
    t.equal(await ids('actPrefix=loan'), '0,1,2');
    t.equal(await ids('act=grid.split&actPrefix=loan-'), '2,3', 'either');
    t.equal(await ids(`object=${gridId}`), '1,3');
    t.equal(await ids(`object=${gridId},${loanId}`), '0,1,2,3');
    t.equal(await ids(`object=${gridId}&actPrefix=loan.`), '1', 'both');
    t.equal(await ids('act=no.such'), '');
    t.equal(await ids(`object=loan_${newId()}`), '');
  });

  await t.test('a page ends where it was asked to, and says so by its cursor', async (t) => {
    const acts = ['loan.applied', 'grid.split', 'loan.applied', 'grid.split'];
    const from = await end();
    await log.write(...acts.map((act) => leafOfAct(act)));
    const page = (after: number) =>
      readFeed(core, `?act=loan.applied&limit=1&after=${from + after}`);
    const place = (offset: number) => String(from + offset);
    t.match(
      await page(-1),
      { events: [{ id: place(0) }], cursor: place(0), head: place(3) },
      'not past what it looked at',
    );
    t.match(await page(0), { events: [{ id: place(2) }], cursor: place(2) });
    t.match(await page(2), { events: [], cursor: place(3) });
  });

  await t.test('large entries end a page early, and nothing is left out', async (t) => {
    const from = await end();
    await log.write(...Array.from({ length: 100 }, largeLeaf));
    const query = `?limit=1000&after=${from - 1}`;
    const first = await readFeed(core, query);
    t.ok(first.events.length > 50 && first.events.length < 100, `${first.events.length} of 100`);
    t.equal(first.cursor, String(from + first.events.length - 1));
    t.equal((await readAll(core, 'limit=1000', String(from - 1))).length, 100);
  });

  await t.test('what is refused', async (t) => {
    const beyond = await end();
    t.match(
      (await core.rest({ url: `/v1/events?after=${beyond}` })).body,
      { code: 'feed.cursor_ahead', details: { head: String(beyond - 1) } },
      'a place that was never given is another log’s, or was lost',
    );
    const invalid = [
      'after=x',
      'after=-2',
      'after=1e3',
      `after=${'9'.repeat(19)}`,
      'limit=0',
      'limit=1001',
      'wait=51',
      'wait=-1',
      'since=0',
      'act=',
      'act=a&act=b',
      'object=loan_1',
      `object=nobody_${newId()}`,
      `act=${Array.from({ length: 51 }, () => 'a.b').join()}`,
    ];
    for (const query of invalid) {
      const { status, code } = await readFeed(core, `?${query}`);
      t.same([status, code], [400, 'input.invalid'], query);
    }
  });

  await t.test(
    'who may follow: the permission, for the whole institution, and no other one’s log',
    async (t) => {
      t.match(await readFeed(app.as('grid.officer')), { status: 403, code: 'auth.forbidden' });
      t.match(await readFeed(app.as('nobody')), { status: 401 });
      t.match(await readFeed(app.as('other.core.banking')), {
        status: 200,
        events: [],
        head: '-1',
      });
      await app.owner(`update role set scope_kind = 'OUTLET' where code = 'CORE_BANKING'`);
      t.match(await readFeed(core), { status: 403 }, 'not in a part of the territory');
    },
  );
});
