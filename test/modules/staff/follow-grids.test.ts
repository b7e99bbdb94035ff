import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { enlistPeople, openField, type TestGrid } from './field.ts';

const DAY = '2026-04-01';

const staffed = async (t: Parameters<typeof testApp>[0]) => {
  const app = await testApp(t);
  const manager = app.as('grid.manager');
  const { big, small } = await openField(app, 4);
  const [zhang, li, wang] = await enlistPeople(app, ['zhang', 'li', 'wang']);
  const assign = (
    grid: TestGrid | undefined,
    personId: string | undefined,
    role: string,
    more = {},
  ) => manager.command('staff.assign', { gridId: grid?.id, personId, role, ...more });
  const serving = async (day: string) =>
    (
      await app.owner<{ line: string }>(
        `select g.code || ' ' || p.code || ' ' || a.role as line
         from assignment a
         join grid g on g.id = a.grid_id
         join person p on p.id = a.person_id
         where a.valid_from <= $1 and (a.valid_to is null or a.valid_to > $1)
         order by g.code, a.role desc, p.code`,
        [day],
      )
    ).map(({ line }) => line.slice('429005100201'.length));
  return { app, manager, big, small, zhang, li, wang, assign, serving };
};

test('everybody goes with the parts of a split, on its day', async (t) => {
  const { manager, small, zhang, li, assign, serving } = await staffed(t);
  await assign(small[1], li?.person, 'PRIMARY');
  await assign(small[0], zhang?.person, 'PRIMARY');
  await assign(small[0], li?.person, 'BACKUP');
  const parts = ['东', '西'].map((name) => ({ name }));
  const split = { id: small[0]?.id, parts, effectiveDate: DAY };
  const { follows } = await manager.command('grid.split', split);
  t.match(
    follows.filter(({ noun }: { noun: string }) => noun === 'Assignment'),
    [{ count: 2 }, { count: 2 }],
  );
  const before = ['001 zhang PRIMARY', '001 li BACKUP', '002 li PRIMARY'];
  t.same(await serving('2026-03-31'), before);
  t.same(await serving(DAY), [
    '002 li PRIMARY',
    '005 zhang PRIMARY',
    '005 li BACKUP',
    '006 zhang PRIMARY',
    '006 li BACKUP',
  ]);
});

test('of merged grids the primary of most goes on, the others back up', async (t) => {
  const { manager, small, zhang, li, wang, assign, serving } = await staffed(t);
  await assign(small[0], zhang?.person, 'PRIMARY');
  await assign(small[1], li?.person, 'PRIMARY');
  await assign(small[2], li?.person, 'PRIMARY', { validTo: '2026-06-01' });
  await assign(small[2], wang?.person, 'MEMBER');
  const gridIds = small.slice(0, 3).map(({ id }) => id);
  await manager.command('grid.merge', { gridIds, name: '合并网格', effectiveDate: DAY });
  t.same(
    await serving('2026-03-31'),
    ['001 zhang PRIMARY', '002 li PRIMARY', '003 wang MEMBER', '003 li PRIMARY'].sort(),
  );
  t.same(
    await serving(DAY),
    ['005 li PRIMARY', '005 wang MEMBER', '005 zhang BACKUP'].toSorted(byRole),
  );
});

/** As the statement above orders them. */
const byRole = (a: string, b: string): number => {
  const order = ['PRIMARY', 'MEMBER', 'BACKUP'];
  const role = (line: string) => order.indexOf(line.split(' ')[2] ?? '');
  return role(a) - role(b);
};

test('a retired grid without successor takes its assignments with it; its future ones never begin', async (t) => {
  const { app, manager, small, zhang, li, assign, serving } = await staffed(t);
  await assign(small[0], zhang?.person, 'PRIMARY', { validTo: '2026-05-01' });
  await assign(small[0], li?.person, 'PRIMARY', { validFrom: '2026-05-01' });
  await manager.command(
    'grid.retire',
    { id: small[0]?.id, effectiveDate: DAY },
    { reason: '整体搬迁' },
  );
  t.same(await serving('2026-03-31'), ['001 zhang PRIMARY']);
  t.same(await serving(DAY), []);
  t.same(await serving('2026-05-02'), []);
  const late = { gridId: small[0]?.id, personId: li?.person, role: 'PRIMARY', validFrom: DAY };
  t.match(await manager.refused('staff.assign', late), { code: 'staff.outside_grid_period' });
  t.ok(app);
});

test('whoever served a retired grid helps the primary of its successor', async (t) => {
  const { manager, small, zhang, li, assign, serving } = await staffed(t);
  await assign(small[0], zhang?.person, 'PRIMARY');
  await assign(small[1], li?.person, 'PRIMARY', { validTo: '2026-06-01' });
  await manager.command(
    'grid.retire',
    { id: small[0]?.id, successorId: small[1]?.id, effectiveDate: DAY },
    { reason: '并入邻格' },
  );
  t.same(await serving(DAY), ['002 li PRIMARY', '002 zhang BACKUP']);
  t.same(await serving('2026-06-01'), ['002 zhang PRIMARY'], 'and answers once they have gone');
});
