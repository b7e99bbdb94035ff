import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { HEAD, openTerritory, SPOUSE } from '../customers/households.ts';
import { codeOf } from '../grids/territory.ts';

const MOBILE = '13800000001';
const WHY = { reason: '同一户重复建档' };
const PAIRS = `{ duplicatePairs(first: 20, order: SCORE) { nodes { id score reasons status version
  first { id } second { id } survivor { id } } } }`;

async function openBank(t: { teardown(end: () => unknown): void }) {
  const app = await testApp(t);
  const { west, east } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (more: object): Promise<string> => {
    const input = { kind: 'HOUSEHOLD', name: '周小满', gridId: west.id, ...more };
    return (await manager.command('customer.register', input)).customer;
  };
  const pairs = async () => (await manager.query(PAIRS)).duplicatePairs.nodes;
  return { app, manager, register, pairs, east };
}

/** Every row of the tables a merger touches, without what every change moves on. */
async function everything(app: TestApp): Promise<string> {
  const tables = ['customer_member', 'visit', 'follow_up', 'outworker', 'core_household'];
  const rows = await Promise.all(
    tables.map((table) =>
      app.owner(`select '${table}' as t, r.id, r.customer_id from ${table} r order by r.id`),
    ),
  );
  const files = await app.owner(
    'select id, status, merged_into_id, mobile_mask, address_mask, name_mask from customer order by id',
  );
  const members = await app.owner('select id, left_on from customer_member order by id');
  return JSON.stringify([rows, files, members], null, 1);
}

test('what is alike is found', async (t) => {
  const { app, manager, register, pairs, east } = await openBank(t);
  const one = await register({ mobile: MOBILE });
  t.same(await pairs(), []);
  await register({ name: '郑大同', mobile: MOBILE });
  t.same(await pairs(), [], 'a telephone alone says little');
  const heard = await register({ name: '周晓曼', mobile: MOBILE, gridId: east.id });
  t.match(await pairs(), [{ score: 60, reasons: ['MOBILE', 'NAME_SOUND'], status: 'OPEN' }]);
  const later = await register({ name: '周小满', mobile: '13900000000' });
  await manager.command('customer.revise', { id: later, mobile: MOBILE });
  t.match((await pairs())[0], { score: 70, reasons: ['MOBILE', 'NAME', 'NAME_SOUND'] });
  const both = (await pairs()).map((pair: { first: { id: string }; second: { id: string } }) =>
    [pair.first.id, pair.second.id].toSorted().join(),
  );
  t.ok(both.includes([one, heard].toSorted().join()));
  t.equal(new Set(both).size, both.length, 'no pair twice');
  const stall = { kind: 'MERCHANT', businessName: '小满', mobile: MOBILE };
  const before = (await pairs()).length;
  await register(stall);
  t.equal((await pairs()).length, before, 'an owner and a household are two customers');

  const [pair] = await pairs();
  await manager.command('duplicate.keep-both', { id: pair.id }, WHY);
  t.equal(await codeOf(manager, 'duplicate.keep-both', { id: pair.id }, WHY), 'duplicate.decided');
  const scanned = await app.as('administrator').command('duplicate.scan', {});
  t.match(scanned, { pairs: [], scanned: 5 }, 'what is decided is not asked again');
  await app.owner('update duplicate_pair set score = score');
  t.equal(await codeOf(manager, 'duplicate.scan', {}), 'auth.forbidden');
});

test('a merger takes everything along, and can be undone', async (t) => {
  const { app, manager, register, pairs } = await openBank(t);
  const son = { relationship: 'SON', name: '周一', idNumber: SPOUSE };
  const kept = await register({ mobile: MOBILE, idNumber: HEAD });
  const gone = await register({ mobile: MOBILE, members: [son], address: '柳洲村二组5号' });
  const call = { way: 'PHONE', purpose: 'MAINTAIN', result: 'OTHER', source: 'PHONE' };
  const visitedAt = '2026-03-01T01:00:00Z';
  const visit = { customerId: gone, ...call, visitedAt, note: '说要贷款' };
  const { visit: visited } = await manager.command('visit.record', visit);
  const promise = { kind: 'OTHER', promisedBy: 'BANK', dueOn: '2026-03-09', promise: '送表' };
  const { followUp } = await manager.command('follow-up.open', { customerId: gone, ...promise });
  for (const customerId of [kept, gone]) {
    await manager.command('core-household.mark', { customerId, reason: 'MODEL' });
  }
  const grey = { id: gone, screening: 'GREY', screeningReason: 'OTHER' };
  await manager.command('customer.screen', grey, WHY);
  const [pair] = await pairs();
  const before = await everything(app);
  const merge = { id: pair.id, survivorId: kept, take: ['ADDRESS', 'MOBILE'] };
  const stranger = await register({ name: '郑大同' });
  t.equal(
    await codeOf(manager, 'duplicate.merge', { ...merge, survivorId: stranger }, WHY),
    'duplicate.survivor_unknown',
  );
  await app.owner('delete from customer_member where customer_id = $1', [
    stranger.replace('customer_', ''),
  ]);
  await app.owner('delete from customer_profile where id = $1', [
    stranger.replace('customer_', ''),
  ]);
  await app.owner('delete from customer where id = $1', [stranger.replace('customer_', '')]);
  await manager.command('duplicate.merge', merge, WHY);

  const read = async (id: string) =>
    (
      await manager.query(
        `query ($id: ID!) { customer(id: $id) { status screening addressMask mergedInto { id }
           members(first: 9) { nodes { relationship head } }
           visits(first: 9) { nodes { id } } followUps(first: 9) { nodes { id } }
           coreHouseholds(first: 9) { nodes { id } } } }`,
        { id },
      )
    ).customer;
  t.match(await read(kept), {
    status: 'ACTIVE',
    screening: 'GREY',
    members: { nodes: { length: 2 } },
    visits: { nodes: [{ id: visited }] },
    followUps: { nodes: [{ id: followUp }] },
    coreHouseholds: { nodes: { length: 1 } },
  });
  t.ok((await read(kept)).addressMask, 'the address was taken');
  t.match(await read(gone), {
    status: 'MERGED',
    mergedInto: { id: kept },
    members: { nodes: [] },
    coreHouseholds: { nodes: { length: 1 } },
  });
  const seen = { purpose: 'FILE_KEEPING' };
  t.match(await manager.command('visit.reveal', { id: visited, ...seen }, WHY), {
    note: '说要贷款',
  });
  t.equal(await codeOf(manager, 'duplicate.merge', merge, WHY), 'duplicate.decided');
  t.equal(
    await codeOf(manager, 'customer.revise', { id: gone, mobile: '13900000000' }),
    'customer.not_active',
  );

  t.match(await pairs(), [{ status: 'MERGED', survivor: { id: kept } }]);
  t.match(await manager.command('duplicate.undo', { id: pair.id }, WHY), { restored: gone });
  t.equal(await everything(app), before, 'every row is where it was');
  t.match(await manager.command('follow-up.reveal', { id: followUp, ...seen }, WHY), {
    promise: '送表',
  });
  t.match(await read(gone), { status: 'ACTIVE', mergedInto: null, screening: 'GREY' });
  t.match(await pairs(), [{ status: 'UNDONE' }]);
  t.equal(await codeOf(manager, 'duplicate.undo', { id: pair.id }, WHY), 'duplicate.not_merged');
});
