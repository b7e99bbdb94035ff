import { test } from 'tap';
import { testApp } from '../helpers/app.ts';
import { codeOf, VILLAGE } from '../modules/grids/territory.ts';
import { membersOf, openPool, registerHouseholds } from '../modules/panels/assembly.ts';

test('nobody draws until the members suit, whatever a round is called', async (t) => {
  const app = await testApp(t);
  const { manager, grid } = await openPool(app);
  const customerIds = await registerHouseholds(app, 1, grid.id);
  const convening = (round: string) => ({ areaCode: VILLAGE, round, customerIds, seats: 5 });
  const { panel: first } = await manager.command('panel.convene', convening('2026'));
  t.equal(
    await codeOf(manager, 'panel.convene', convening('2026-A')),
    'panel.subject_taken',
    'not beside a panel that is open',
  );
  await manager.command('panel.cancel', { id: first }, { reason: '时间冲突' });
  const { panel: second } = await manager.command('panel.convene', convening('2026-A'));
  const drawn = async (panel: string) =>
    (await membersOf(app, panel)).map(({ reviewer, seat }) => `${reviewer.id} ${seat}`);
  t.same(await drawn(second), await drawn(first), 'nor by cancelling it');
  const seeds = await app.owner<{ seed: string }>('select distinct seed from panel');
  t.equal(seeds.length, 1);
});
