import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { testApp } from '../../helpers/app.ts';
import {
  consenting,
  entryOf,
  OBJECTION,
  openRatingNotice,
  openVillage,
  readNotice,
} from './noticed.ts';
import { BANK, visitor } from './visitor.ts';

test('anybody objects, is given a receipt, and leaves no clear word', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const customer = await village.rated('张大山');
  await consenting(app, [customer]);
  const notice = await openRatingNotice(village);
  const { id: entry } = await entryOf(village.manager, notice, customer);
  const { get, object } = visitor(app);
  const before = await get(`${BANK}/${notice}`);
  const payload = { ...OBJECTION, entry, contact: '13900139000' };

  const key = newId();
  const sent = await object(notice, payload, key);
  t.equal(sent.status, 202);
  t.match(sent.body.receipt, /^[0-9A-HJKMNP-TV-Z]{12}$/);
  t.same(Object.keys(sent.body), ['receipt']);
  const again = await object(notice, payload, key);
  t.match(again, { status: 202, body: sent.body, headers: { 'idempotency-replayed': 'true' } });
  t.match(await entryOf(village.manager, notice, customer), {
    status: 'OBJECTED',
    objections: { nodes: [{ receipt: sent.body.receipt, status: 'OPEN', recordedBy: null }] },
  });
  t.equal(
    (await get(`${BANK}/${notice}`)).text,
    before.text,
    'nobody learns that somebody objected',
  );

  const stored = await app.owner<{ text: string }>(
    `select json_agg(o)::text as text from notice_objection o
     union all select string_agg(convert_from(leaf, 'UTF8'), ' ') from journal_entry
     union all select json_agg(i)::text from idempotency i`,
  );
  t.equal(stored.length, 3);
  for (const { text } of stored) t.notMatch(text, /三万元|13900139000|张大山/);
  const [facts] = await app.owner<{ leaf: string }>(
    `select convert_from(leaf, 'UTF8') as leaf from journal_entry
     where convert_from(leaf, 'UTF8') like '%notice-entry.objected%'`,
  );
  t.match(JSON.parse(facts?.leaf ?? ''), { data: { by: 'PUBLIC' }, actor: { client: 'public' } });

  const [objection] = (await readNotice(village.manager, notice)).entries.nodes[0].objections.nodes;
  const why = { reason: '异议核查' };
  const revealed = await village.reviewer.command(
    'notice.reveal-objection',
    { id: objection.id },
    why,
  );
  t.match(revealed, { text: OBJECTION.text, contact: '13900139000' });
});

test('what the public sends is bounded', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const customer = await village.rated('张大山');
  await consenting(app, [customer]);
  const notice = await openRatingNotice(village);
  const { id: entry } = await entryOf(village.manager, notice, customer);
  const sound = { ...OBJECTION, entry };
  const { object } = visitor(app, '203.0.113.9');
  const refusedAs = async (payload: object, code: string, key?: string | null) =>
    t.match(
      (await object(notice, payload, key)).body,
      { code },
      JSON.stringify(payload).slice(0, 60),
    );
  await refusedAs(sound, 'idempotency.key_required', null);
  await refusedAs({ ...sound, text: '长'.repeat(1_001) }, 'input.invalid');
  await refusedAs({ ...sound, text: '长'.repeat(9_000) }, 'input.too_large');
  await refusedAs({ ...sound, text: 'a\u0000b' }, 'input.invalid');
  await refusedAs({ ...sound, ground: 'SPITE' }, 'input.invalid');
  await refusedAs({ ...sound, uphold: true }, 'input.invalid');
  await refusedAs({ ...sound, id: entry }, 'input.invalid');
  await refusedAs(OBJECTION, 'input.invalid');
  for (let sent = 0; sent < 4; sent += 1) await object(notice, sound);
  t.match(await object(notice, sound), {
    status: 429,
    body: { code: 'request.rate_limited' },
  });
  t.match(await visitor(app, '203.0.113.10').object(notice, sound), { status: 202 });
});

test('a flood of objections ends at the rule’s limits; officers are not limited', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const customer = await village.rated('张大山');
  await consenting(app, [customer]);
  const notice = await openRatingNotice(village);
  const { id: entry } = await entryOf(village.manager, notice, customer);
  const statuses: number[] = [];
  for (let sent = 0; sent < 21; sent += 1) {
    const from = visitor(app, `203.0.113.${sent}`);
    statuses.push((await from.object(notice, { ...OBJECTION, entry })).status);
  }
  t.same(statuses, [...Array.from({ length: 20 }, () => 202), 429]);
  t.ok((await village.manager.command('notice.object', { id: entry, ...OBJECTION })).receipt);
});
