import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { VILLAGE } from '../grids/territory.ts';
import { membersOf, openPool, registerHouseholds, sits } from './assembly.ts';

test('seats', async (t) => {
  const app = await testApp(t);
  const { manager, grid, reviewers } = await openPool(app);
  const customers = await registerHouseholds(app, 2, grid.id);
  const convening = { areaCode: VILLAGE, round: '2026', customerIds: customers };

  await t.test('too few, or more than the pool', async (t) => {
    const refused = async (given: object) =>
      (await manager.refused('panel.convene', { ...convening, ...given })).code;
    t.equal(await refused({ seats: 4 }), 'panel.seats_too_few');
    t.equal(await refused({ seats: 10 }), 'panel.pool_too_small');
    t.equal(
      await refused({ customerIds: [customers[0], customers[0]] }),
      'panel.subject_elsewhere',
    );
    const items = [{ code: 'OVERALL', en: 'All', zh: '总评' }];
    t.equal(await refused({ items }), 'panel.items_repeated');
    t.equal(await refused({ areaCode: '429005100999' }), 'panel.area_unknown');
    t.equal(await refused({ areaCode: '110101001001' }), 'object.not_found');
  });

  await t.test('only customers who agreed to be reviewed', async (t) => {
    const household = { kind: 'HOUSEHOLD', name: '未同意', gridId: grid.id };
    const { customer } = await manager.command('customer.register', household);
    const withThem = { ...convening, customerIds: [...customers, customer] };
    t.match(await manager.refused('panel.convene', withThem), {
      code: 'panel.consent_missing',
      details: { customers: [customer] },
    });
  });

  await t.test('who cancels draws the same members again', async (t) => {
    const first = (await manager.command('panel.convene', { ...convening, seats: 5 })).panel;
    t.match(await manager.refused('panel.convene', convening), { code: 'panel.subject_taken' });
    await manager.command('panel.cancel', { id: first }, { reason: '改期' });
    const again = (await manager.command('panel.convene', { ...convening, seats: 5 })).panel;
    const names = async (panel: string) =>
      (await membersOf(app, panel)).map((each) => each.reviewer.id);
    t.same(await names(again), await names(first));
    const { panels } = await manager.query(
      '{ panels(first: 5, order: AREA) { nodes { sequence seed status } } }',
    );
    t.equal(panels.nodes[0].seed, panels.nodes[1].seed);
    t.same(
      panels.nodes.map((each: { sequence: number }) => each.sequence),
      [1, 1],
    );
  });

  await t.test('who is excused makes room for the first who stands by', async (t) => {
    const { panels } = await manager.query(
      '{ panels(first: 5, filter: { status: [OPEN] }) { nodes { id } } }',
    );
    const panel = panels.nodes[0].id;
    const before = await membersOf(app, panel);
    const [leaving] = before.filter(sits);
    const excusing = { id: panel, memberId: leaving?.id };
    await manager.command('panel.excuse', excusing, { reason: '外出务工' });
    const after = await membersOf(app, panel);
    t.equal(after.find(({ id }) => id === leaving?.id)?.seat, 'EXCUSED');
    t.equal(after.find(({ id }) => id === before[5]?.id)?.seat, 'SITTING');
    t.match(await manager.refused('panel.excuse', excusing, { reason: '再' }), {
      code: 'panel.member_unknown',
    });
    const { confirmed } = (
      await manager.query('query ($id: ID!) { panelDraw(panelId: $id) { confirmed } }', {
        id: panel,
      })
    ).panelDraw;
    t.ok(confirmed, 'the draw stands');
    for (const member of after.filter(({ seat }) => seat !== 'EXCUSED').slice(0, 2)) {
      const given = { id: panel, memberId: member.id };
      await manager.command('panel.excuse', given, { reason: '生病' });
    }
    const [sitting] = (await membersOf(app, panel)).filter(sits);
    t.match(
      await manager.refused('panel.excuse', { id: panel, memberId: sitting?.id }, { reason: '忙' }),
      { code: 'panel.nobody_stands_by' },
    );
  });

  await t.test('who has left the pool is not drawn', async (t) => {
    const [leaving] = reviewers;
    await manager.command('panel.release', { id: leaving }, { reason: '外迁' });
    t.match(await manager.refused('panel.release', { id: leaving }, { reason: '外迁' }), {
      code: 'panel.reviewer_released',
    });
    const [customer] = await registerHouseholds(app, 1, grid.id);
    const later = { ...convening, customerIds: [customer] };
    const { panel } = await manager.command('panel.convene', later);
    const drawn = (await membersOf(app, panel)).map((each) => each.reviewer.id);
    t.notOk(drawn.includes(leaving ?? ''));
  });
});
