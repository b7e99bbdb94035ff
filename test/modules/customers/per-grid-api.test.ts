import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { openTerritory, point } from './households.ts';

const REPORT = `query ($level: GridLevel!, $first: Int!, $after: String, $prefix: String) {
  customerPerGrid(level: $level, first: $first, after: $after, codePrefix: $prefix) {
    norm nextAfter
    grids { code grid { name } households merchants meanCompleteness normFrom normTo verdict } } }`;

test('households per grid against the norm', async (t) => {
  const app = await testApp(t);
  const { big, west, east } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = (kind: string, place: object) =>
    manager.command('customer.register', {
      kind,
      name: '周小满',
      ...(kind === 'MERCHANT' ? { businessName: '副食店' } : {}),
      ...place,
    });
  for (let count = 0; count < 3; count += 1) await register('HOUSEHOLD', { gridId: west.id });
  await register('HOUSEHOLD', point(6, 6));
  await register('HOUSEHOLD', { areaCode: big.code });
  await register('MERCHANT', { gridId: east.id });
  await app.owner('update grid set household_norm = 3 where code = $1', [west.code]);
  const report = async (variables: object) =>
    (await manager.query(REPORT, { first: 10, ...variables })).customerPerGrid;

  t.match(await report({ level: 'SMALL' }), {
    norm: 'HOUSEHOLDS_300_500',
    nextAfter: null,
    grids: [
      { code: west.code, households: 3, merchants: 0, normFrom: 3, normTo: 3, verdict: 'WITHIN' },
      { code: east.code, households: 1, merchants: 1, normFrom: 300, verdict: 'BELOW' },
    ],
  });
  const bigs = await report({ level: 'BIG' });
  t.match(bigs.grids, [{ code: big.code, households: 4, merchants: 1 }], 'with grids inside');
  const first = await report({ level: 'SMALL', first: 1 });
  t.equal(first.nextAfter, west.code);
  const second = await report({ level: 'SMALL', first: 1, after: first.nextAfter });
  t.match(second, { nextAfter: null, grids: [{ code: east.code }] });
  const none = await report({ level: 'MICRO' });
  t.same(none.grids, []);
  t.same((await report({ level: 'SMALL', prefix: '42900510620100' })).grids.length, 2);
  t.same((await report({ level: 'SMALL', prefix: '429005999' })).grids, []);

  const theirs = await app.as('other.grid.manager').query(REPORT, { level: 'SMALL', first: 10 });
  t.same(theirs.customerPerGrid.grids, []);
  const refused = await app.as('loan.reviewer').graphql(REPORT, { level: 'SMALL', first: 10 });
  t.equal(refused.errors[0].extensions.code, 'auth.forbidden');
});
