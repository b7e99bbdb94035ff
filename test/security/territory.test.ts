import { test } from 'tap';
import { testApp } from '../helpers/app.ts';
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
