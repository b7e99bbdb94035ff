import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { testApp } from '../helpers/app.ts';
import { openTerritory } from '../modules/customers/households.ts';
import { foundAreas, OTHER_VILLAGE, VILLAGE } from '../modules/grids/territory.ts';

test('a code of one’s own choice lies in one’s territory', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  await app.owner(`update outlet set area_codes = $2 where id = $1`, [
    app.world.outletId,
    [VILLAGE],
  ]);
  const manager = app.as('grid.manager');
  const grid = { areaCode: VILLAGE, name: '网格', kind: 'VILLAGE' };
  t.match(await manager.refused('grid.open', { ...grid, code: OTHER_VILLAGE }), {
    code: 'grid.code_invalid',
    path: ['code'],
  });
  t.match(await manager.command('grid.open', { ...grid, code: VILLAGE }), { code: VILLAGE });
});

test('a closed outlet shows its people nothing', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const grid = { areaCode: VILLAGE, name: '网格', kind: 'VILLAGE' };
  await app.as('administrator').command('grid.open', grid);
  const seen = async () =>
    (await app.as('loan.reviewer').query('{ grids(first: 1) { totalCount } }')).grids.totalCount;
  t.equal(await seen(), 1);
  const id = `outlet_${app.world.outletId}`;
  await app.as('administrator').command('outlet.close', { id }, { reason: '撤并' });
  t.equal(await seen(), 0);
});

const CALL = {
  way: 'PHONE',
  purpose: 'MAINTAIN',
  result: 'TO_FOLLOW_UP',
  source: 'DESKTOP',
  visitedAt: '2026-03-01T09:00:00+08:00',
};
const FILES = `{ customers(first: 10, order: CODE) { nodes { id } }
  visits(first: 10) { nodes { customer { id } } } }`;

test('what one role allows in its territory, no other role carries elsewhere', async (t) => {
  const app = await testApp(t);
  const { west, east } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const personId = `person_${app.world.people['grid.officer']}`;
  await manager.command('staff.enlist', { personId, kind: 'FULL_TIME' });
  await manager.command('staff.assign', { gridId: west.id, personId, role: 'PRIMARY' });
  await app.owner(
    `with reader as (
       insert into role (institution_id, id, code, name_en, name_zh, permissions, scope_kind)
       values ($1, $2, 'READER', 'Reader', '查阅岗', '{customer.read,customer.revise}', 'OUTLET'))
     insert into appointment (institution_id, id, person_id, role_id, outlet_id, valid_from)
     values ($1, $3, $4, $2, $5, '2020-01-01')`,
    [app.world.bankId, newId(), newId(), app.world.people['grid.officer'], app.world.outletId],
  );
  const register = async (name: string, gridId: string) => {
    const filed = await manager.command('customer.register', { kind: 'HOUSEHOLD', name, gridId });
    await manager.command('visit.record', { customerId: filed.customer, ...CALL });
    return filed.customer;
  };
  const own = await register('张三', west.id);
  const theirs = await register('李四', east.id);

  const officer = app.as('grid.officer');
  const { customers, visits } = await officer.query(FILES);
  t.same(new Set(customers.nodes.map(({ id }: { id: string }) => id)), new Set([own, theirs]));
  t.same(visits.nodes, [{ customer: { id: own } }], 'visits only where the officer serves');
  const ledger = await officer.query(`{ customer(id: "${theirs}") { id } }`);
  t.same(ledger, { customer: { id: theirs } });
  const { files } = (await officer.rest({ url: '/v1/sync?first=10' })).body;
  t.same(
    files.map((file: { customer: { id: string } }) => file.customer.id),
    [own],
    'files leave only whole',
  );

  const revised = { mobile: '13800000000' };
  t.ok(await officer.command('customer.revise', { id: theirs, ...revised }), 'held in both');
  t.match(
    await officer.refused(
      'customer.reveal',
      { id: theirs, fields: ['NAME'], purpose: 'FILE_KEEPING' },
      { reason: '核实' },
    ),
    { code: 'object.not_found' },
  );
  t.match(await officer.refused('visit.record', { customerId: theirs, ...CALL }), {
    code: 'object.not_found',
  });
});
