import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import {
  foundAreas,
  OTHER_VILLAGE,
  openField,
  openGrid,
  rectangle,
  VILLAGE,
} from '../grids/territory.ts';
import { agreeOn, digestOf, foundPlatform, PLATFORM, pull, sequence } from './agreed.ts';

const GRIDS = [
  {
    act: 'grid.opened',
    objects: ['Grid'],
    shown: ['level', 'areaCode'],
    masked: ['code', 'validFrom'],
  },
  { act: 'grid.renamed', objects: ['Grid'], masked: ['to'] },
];

test('facts about places', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const clientId = await foundPlatform(app);
  const bank = app.as('administrator');
  const { big, west, east } = await openField(bank);
  const far = await openGrid(bank, { areaCode: OTHER_VILLAGE, boundary: rectangle(20, 0, 30, 10) });
  await bank.command('grid.rename', { id: west.id, name: '西片网格' });
  await bank.command('grid.rename', { id: far.id, name: '庄场网格' });
  const agreement = await agreeOn(app, { clientId, terms: GRIDS, areaCodes: [VILLAGE] });
  await sequence(app);
  const rowsOf = (table: string) =>
    app.owner<{ n: number }>(`select count(*)::int n from ${table}`);
  const delivered = async () => (await rowsOf('shared_delivery'))[0]?.n;

  await t.test('what was agreed on, masked where agreed, and nothing else', async (t) => {
    const { status, events, cursor, head, digest } = await pull(app, { agreement });
    t.equal(status, 200);
    t.equal(events.length, 6, 'five grids of the village and one renaming');
    t.equal(cursor, head);
    const [first] = events;
    const members = { areaCode: VILLAGE, code: VILLAGE.slice(0, 9), level: 'BIG' };
    t.same(first, {
      data: {
        members: { ...members, validFrom: '2025-01' },
        objects: [{ id: big.id, type: 'Grid', version: 1 }],
      },
      datacontenttype: 'application/json',
      id: first.id,
      leafhash: first.leafhash,
      source: '/public/logs/JT-BANK',
      specversion: '1.0',
      subject: big.id,
      time: first.time,
      type: 'grid.opened',
    });
    t.same(events.at(-1).data.members, { to: '***' });
    t.equal(digest, digestOf(events), 'the other side computes the same');
    const ids = events.map(({ id }) => Number(id));
    t.same(
      ids,
      ids.toSorted((a, b) => a - b),
    );
    for (const { id, leafhash } of events) {
      const [entry] = await app.owner<{ hash: string }>(
        `select encode(sha256('\\x00'::bytea || e.leaf), 'hex') as hash from journal_position p
         join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id
         where p.institution_id = $1 and p.position = $2`,
        [app.world.bankId, id],
      );
      t.equal(leafhash, entry?.hash, 'what the tree of the log holds at this place');
    }
  });

  await t.test('page by page it is the same, and the end is empty', async (t) => {
    const whole = await pull(app, { agreement });
    const pages = [];
    let after = -1;
    for (;;) {
      const page = await pull(app, { agreement, after, limit: 2 });
      if (page.events.length === 0) break;
      t.ok(page.events.length <= 2 && page.cursor > after);
      pages.push(...page.events);
      after = page.cursor;
    }
    t.same(pages, whole.events);
    const before = await delivered();
    const entries = (await rowsOf('journal_entry'))[0]?.n;
    const end = await pull(app, { agreement, after });
    t.match(end, { status: 200, text: '[]', cursor: whole.head, digest: undefined });
    t.equal(await delivered(), before, 'nothing was delivered');
    t.equal((await rowsOf('journal_entry'))[0]?.n, entries, 'and nothing written');
  });

  await t.test('cursors and questions that somebody made up', async (t) => {
    const { head } = await pull(app, { agreement });
    t.match(await pull(app, { agreement, after: head + 1 }), {
      status: 409,
      code: 'feed.cursor_ahead',
    });
    for (const after of ['-2', '1.5', 'x', '', '9'.repeat(30)]) {
      t.match(await pull(app, { agreement, after }), { status: 400, code: 'input.invalid' }, after);
    }
    const other = { agreement: agreement.replace('dataagreement', 'grid') };
    t.match(await pull(app, other), { status: 404, code: 'object.not_found' });
    const none = { agreement: `dataagreement_${clientId.slice(7)}` };
    t.match(await pull(app, none), { status: 404, code: 'object.not_found' });
    const more = { agreement, limit: 1_001 };
    t.match(await pull(app, more), { status: 400 });
    const act = { agreement, act: 'loan.applied' } as { agreement: string };
    t.match(await pull(app, act), { status: 400, code: 'input.invalid' }, 'no filter of its own');
  });

  await t.test('only the client of the agreement, and only by the pull', async (t) => {
    await app.owner(
      `update role set permissions = permissions || '{shared-event.pull,shared-delivery.reconcile,data-receipt.give}'
       where code in ('CORE_BANKING', 'ADMINISTRATOR')`,
    );
    t.match(await pull(app, { agreement }, 'core.banking'), { status: 404 }, 'another machine');
    t.match(await pull(app, { agreement }, 'administrator'), { status: 404 }, 'who approved it');
    t.match(await pull(app, { agreement }, 'grid.officer'), {
      status: 403,
      code: 'auth.forbidden',
    });
    const other = 'other.government.platform';
    t.match(await pull(app, { agreement }, other), { status: 404 }, 'another bank’s');
    t.match(await pull(app, { agreement }, 'operator'), { status: 403 });
    const asked = { id: agreement, from: 0, to: 3 };
    t.match(await app.as(PLATFORM).refused('data-agreement.deliver', asked), {
      status: 403,
    });
    const receipt = { agreementId: agreement, from: 0, to: 3, count: 0, digest: digestOf([]) };
    t.match(await app.as('core.banking').refused('data-receipt.give', receipt), {
      status: 404,
    });
    t.match(await app.as(other).refused('data-receipt.give', receipt), {
      status: 404,
    });
    const url = `/v1/shared-deliveries/reconcile?agreementId=${agreement}&from=0&to=3`;
    t.match(await app.as('core.banking').rest({ method: 'GET', url }), { status: 404 });
    t.match(await app.as('auditor').rest({ method: 'GET', url }), { status: 200 });
    const list = { method: 'GET', url: '/v1/data-agreements' } as const;
    t.match(await app.as(PLATFORM).rest(list), { status: 403 }, 'nor what others agreed on');
    const own = { method: 'GET', url: '/v1/data-agreements/own' } as const;
    t.match((await app.as(PLATFORM).rest(own)).body, [{ id: agreement, inForce: true }]);
    t.same((await app.as('core.banking').rest(own)).body, []);
  });

  await t.test('a fact whose object has left the territory is shown no more', async (t) => {
    const before = await pull(app, { agreement });
    const moved = before.events.find(({ subject }) => subject === east.id);
    t.ok(moved);
    await app.owner(`update grid set code = '${OTHER_VILLAGE}909' where id = $1`, [
      east.id.slice('grid_'.length),
    ]);
    const after = await pull(app, { agreement });
    t.same(
      after.events,
      before.events.filter(({ id }) => id !== moved.id),
    );
  });

  await t.test('every delivery is in the journal before its first byte', async (t) => {
    const { events, cursor, digest } = await pull(app, { agreement });
    const [fact] = await app.owner<{ leaf: Record<string, unknown> }>(
      `select convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry order by id desc limit 1`,
    );
    t.match(fact?.leaf, {
      act: 'shared-event.delivered',
      purpose: 'GOVERNMENT_SHARING',
      objects: [{ type: 'DataAgreement' }, { type: 'SharedDelivery' }],
      actor: { person: app.world.people[PLATFORM] },
      data: { from: 0, to: cursor + 1, count: events.length, digest },
    });
  });

  await t.test('it ends at once, and by itself when its time is over', async (t) => {
    const terms = GRIDS;
    const short = {
      code: 'SHORT',
      clientId,
      terms,
      validFrom: '2026-03-01',
      validTo: '2026-03-04',
    };
    const second = await agreeOn(app, short);
    const later = await agreeOn(app, { ...short, code: 'LATER', validFrom: '2026-03-03' });
    const first = await pull(app, { agreement: second, limit: 1 });
    t.equal(first.events.length, 1);
    const rest = { agreement: second, after: first.cursor };
    t.match(await pull(app, { agreement: later }), { code: 'shared-event.not_in_force' });
    app.clock.set('2026-03-03T15:59:59Z');
    t.equal((await pull(app, { agreement: later })).status, 200, 'its first day has come');
    t.equal((await pull(app, rest)).status, 200, 'the last second of its last day');
    app.clock.set('2026-03-03T16:00:00Z');
    t.match(await pull(app, rest), { status: 403, code: 'shared-event.not_in_force' });
    app.clock.set('2026-03-03T02:00:00Z');
    const waiting = pull(app, { agreement: later, after: (await pull(app, rest)).head, wait: 20 });
    await bank.command('data-agreement.end', { id: later }, { reason: '提前终止' });
    await sequence(app);
    t.match(await waiting, { status: 403, code: 'shared-event.not_in_force' }, 'while it waits');
    await bank.command('data-agreement.end', { id: agreement }, { reason: '提前终止' });
    t.match(await pull(app, { agreement }), { status: 403, code: 'shared-event.not_in_force' });
    const draft = await app
      .owner(`update data_agreement set status = 'DRAFT' where code = 'SHORT'`)
      .catch((error) => error.constraint);
    t.equal(draft, 'data_agreement_steps_check');
  });
});
