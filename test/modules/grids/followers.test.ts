import { test } from 'tap';
import { type Following, registerGridFollower } from '../../../src/modules/grids/index.ts';
import { testApp } from '../../helpers/app.ts';
import { CRS, codeOf, foundAreas, openGrid, rectangle, VILLAGE } from './territory.ts';

/** Stands for a module whose rows have no periods: where each of them is. */
const visitors = new Map<string, string>();
const days: string[] = [];

registerGridFollower({
  noun: 'Visitor',
  when: 'ON_THE_DAY',
  withoutSuccessor: 'REFUSE',
  count: async (_tx, following) => countsOf(following),
  async follow(_tx, following) {
    const counts = countsOf(following);
    for (const { fromGridId, to } of following.moves) {
      for (const [name, grid] of visitors) {
        if (grid === fromGridId && to[0]) visitors.set(name, to[0].gridId);
      }
    }
    days.push(following.effectiveDate);
    return { counts, objects: [] };
  },
});

function countsOf({ moves }: Following) {
  return moves.map(({ fromGridId, to }) => {
    const count = [...visitors.values()].filter((grid) => grid === fromGridId).length;
    return { fromGridId, toGridId: to[0]?.gridId ?? null, count };
  });
}

const bare = (id: string): string => id.replace(/^grid_/, '');

test('rows without periods follow on the day', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const bank = app.as('administrator');
  const big = await openGrid(bank, { areaCode: VILLAGE, boundary: rectangle(0, 0, 10, 10) });
  const small = await openGrid(bank, { parentId: big.id, boundary: rectangle(0, 0, 10, 10) });
  const parts = [
    { name: '西', boundary: rectangle(0, 0, 5, 10) },
    { name: '东', boundary: rectangle(5, 0, 10, 10) },
  ];
  visitors.set('one', bare(small.id)).set('two', bare(small.id));

  const split = { id: small.id, parts, crs: CRS, effectiveDate: '2026-04-01' };
  const planned = await bank.command('grid.split', split);
  const count = (follows: { noun: string }[]) => follows.filter(({ noun }) => noun === 'Visitor');
  t.match(count(planned.follows), [{ fromCode: small.code, count: 2 }], 'counted, not moved');
  t.equal(visitors.get('one'), bare(small.id));
  t.same(days, []);

  app.clock.set('2026-04-03T02:00:00Z');
  t.match(await bank.command('grid.apply-due', {}), { applied: 1 });
  t.equal(visitors.get('one'), bare(planned.grids[0]));
  t.same(days, ['2026-04-01']);

  await t.test('a grid with somebody in it is not retired into nothing', async (t) => {
    const reason = { reason: '撤并' };
    const [first, second] = planned.grids;
    t.equal(await codeOf(bank, 'grid.retire', { id: first }, reason), 'grid.not_empty');
    const done = await bank.command('grid.retire', { id: first, successorId: second }, reason);
    t.match(count(done.follows), [{ count: 2 }]);
    t.equal(visitors.get('two'), bare(second));
    visitors.clear();
    t.ok(await bank.command('grid.retire', { id: second }, reason));
  });

  t.throws(() => registerGridFollower({ noun: 'Visitor' } as never), /follows grids already/);
});
