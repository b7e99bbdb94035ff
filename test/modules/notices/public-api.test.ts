import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { testApp } from '../../helpers/app.ts';
import { HEAD } from '../customers/households.ts';
import { consenting, entryOf, keyOf, OBJECTION, openRatingNotice, openVillage } from './noticed.ts';
import { BANK, BOARD, visitor } from './visitor.ts';

test('anybody reads running notices, and only what is meant for everybody', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const named = await village.rated('诸葛大山');
  const unnamed = await village.rated('欧阳小河');
  await village.manager.command('customer.revise', {
    id: named,
    idNumber: HEAD,
    mobile: '13800138000',
    address: '柳洲村三组十二号',
  });
  const [consent] = await consenting(app, [named]);
  const { get } = visitor(app);
  t.same((await get(BOARD)).body, { institutions: [] });
  t.same((await get(BANK)).body, {
    institution: { slug: 'jt-bank', name: 'JT-BANK' },
    notices: [],
  });
  const notice = await openRatingNotice(village);

  await t.test('as JSON', async (t) => {
    t.same((await get(BOARD)).body.institutions, [{ slug: 'jt-bank', name: 'JT-BANK', url: BANK }]);
    const list = await get(BANK);
    t.same(list.body.notices, [
      {
        id: notice,
        kind: 'RATING',
        title: '柳洲村评级授信公示',
        areaCode: '429005106201',
        openedOn: '2026-03-02',
        closesOn: '2026-03-11',
        workingDays: 7,
        url: `${BANK}/${notice}`,
      },
    ]);
    const { status, body, text } = await get(`${BANK}/${notice}`);
    t.equal(status, 200);
    t.equal(body.notNamed, 1);
    const { id } = await entryOf(village.manager, notice, named);
    t.same(body.entries, [
      { id, name: '诸葛**', group: '网格', grade: 'A', creditLine: '50000.00' },
    ]);
    t.notMatch(text, /欧/, 'who has not consented is a number');
    t.notMatch(text, /大山|1101|138|十二号|customer_|rating_|person_/);
    for (const key of [named, unnamed].map(keyOf)) t.notMatch(text, key);
    t.notMatch(text, app.world.bankId);
  });

  await t.test('as Atom, which names nobody', async (t) => {
    const asked = await get(BANK, { accept: 'application/atom+xml' });
    t.match(asked.headers['content-type'], /^application\/atom\+xml/);
    t.match(asked.text, /<title type="html"><!\[CDATA\[柳洲村评级授信公示\]\]><\/title>/);
    t.match(asked.text, `${BANK}/${notice}`);
    t.notMatch(asked.text, /诸|欧|50000/);
    t.equal((await get(`${BANK}?format=atom`)).text, asked.text);
    t.equal((await get(`${BANK}?format=json`, { accept: 'application/atom+xml' })).status, 200);
  });

  await t.test('with a tag that knows an unchanged answer', async (t) => {
    const first = await get(`${BANK}/${notice}`);
    const etag = String(first.headers.etag);
    t.match(first.headers['cache-control'], 'no-cache');
    t.match(first.headers['x-robots-tag'], 'noindex');
    const again = await get(`${BANK}/${notice}`, { 'if-none-match': etag });
    t.match(again, { status: 304, text: '' });
    await village.manager.command(
      'consent.withdraw',
      { id: consent, withdrawnOn: '2026-03-02', channel: 'PAPER' },
      { reason: '本人要求' },
    );
    const changed = await get(`${BANK}/${notice}`, { 'if-none-match': etag });
    t.match(changed, { status: 200, body: { notNamed: 2, entries: [] } });
  });

  await t.test('and nothing once it is over', async (t) => {
    app.clock.set('2026-03-12T02:00:00Z');
    await app.as('administrator').command('notice.close-due', {});
    t.equal((await get(`${BANK}/${notice}`)).status, 404);
    t.same((await get(BANK)).body.notices, []);
    t.same((await get(BOARD)).body.institutions, []);
  });
});

test('pages follow each other', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const customers: string[] = [];
  for (const name of ['赵一', '钱二', '孙三', '李四', '周五']) {
    customers.push(await village.rated(name));
  }
  await consenting(app, customers);
  const notice = await openRatingNotice(village);
  const seen: string[] = [];
  let url: string | undefined = `${BANK}/${notice}?first=2`;
  for (let pages = 0; url !== undefined && pages < 9; pages += 1) {
    const { body, headers } = await visitor(app).get(url);
    seen.push(...body.entries.map((entry: { name: string }) => entry.name));
    url = /^<([^>]+)>; rel="next"$/.exec(String(headers.link ?? ''))?.[1];
  }
  t.same(seen.toSorted(), ['周*', '孙*', '李*', '赵*', '钱*'].toSorted());
});

test('what is not there is not there, whatever the reason', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const [named, unnamed] = [await village.rated('张大山'), await village.rated('李小河')];
  await consenting(app, [named]);
  const draft = await village.manager.command('notice.draft', {
    kind: 'RATING',
    areaCode: '429005106201',
    title: '草稿',
  });
  const notice = await openRatingNotice(village);
  const { get, object } = visitor(app);
  const random = `notice_${newId()}`;
  const unseen = [
    `${BANK}/${random}`,
    `${BANK}/${draft.notice}`,
    `${BANK}/${named}`,
    `${BOARD}/other-bank/${notice}`,
    `${BOARD}/operator/${notice}`,
    `${BOARD}/JT-BANK/${notice}`,
    `${BOARD}/no-bank/${notice}`,
    `${BANK}/${notice}'%20or%20true`,
  ];
  for (const url of unseen) {
    t.match(await get(url), { status: 404, body: { code: 'object.not_found' } }, url);
  }
  for (const slug of ['operator', 'no-bank', 'JT-BANK', 'x', '%00%00', "jt-bank'--"]) {
    t.match(await get(`${BOARD}/${slug}`), { status: 404 }, slug);
  }
  for (const asked of [
    '?first=0',
    '?first=101',
    '?after=x',
    `?after=${named}`,
    '?format=rss',
    '?x=1',
  ]) {
    t.match(await get(`${BANK}${asked}`), { status: 400, body: { code: 'input.invalid' } }, asked);
  }

  const hidden = await entryOf(village.manager, notice, unnamed);
  const shown = await entryOf(village.manager, notice, named);
  const answers = await Promise.all(
    [hidden.id, `noticeentry_${newId()}`, named, 'x'].map((entry) =>
      object(notice, { ...OBJECTION, entry }),
    ),
  );
  for (const { status, body } of answers) {
    t.match({ status, code: body.code }, { status: 404, code: 'object.not_found' });
  }
  const elsewhere = await object(random, { ...OBJECTION, entry: shown.id });
  t.equal(elsewhere.status, 404);
  t.match(await entryOf(village.manager, notice, unnamed), { status: 'OPEN' });
});

test('the database lets the public role read no more than that', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  await village.rated('张大山');
  await openRatingNotice(village);
  for (const table of ['notice', 'notice_entry', 'notice_objection', 'institution', 'customer']) {
    const { rows } = await app.database.pipeline.run({
      text: `select * from ${table}`,
      values: [],
    });
    t.same(rows, [], `${table} without an institution`);
  }
  const { rows } = await app.database.pipeline.run({
    text: `select public_notices('jt-bank', null, 10) is not null as seen`,
    values: [],
  });
  t.same(rows, [{ seen: true }]);
  const after = await app.database.pipeline.run({
    text: 'select count(*)::int as count from notice_entry',
    values: [],
  });
  t.same(after.rows, [{ count: 0 }], 'and leaves no institution behind on the connection');
});
