import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { listOpenWork } from '../../../src/modules/staff/index.ts';
import { testApp } from '../../helpers/app.ts';
import { enlistPeople, openField } from './field.ts';

listOpenWork({
  kind: 'PRESENT_MEMBERS',
  en: 'Members',
  zh: '成员',
  count: async (tx, { institutionId, gridId }) => {
    const rows = await tx
      .selectFrom('assignment')
      .select('id')
      .where('institution_id', '=', institutionId)
      .where('grid_id', '=', gridId)
      .execute();
    return rows.length;
  },
});
listOpenWork({ kind: 'NOTHING', en: 'Nothing', zh: '无', count: async () => 0 });

const DAY = '2026-04-01';

const passing = async (t: Parameters<typeof testApp>[0]) => {
  const app = await testApp(t);
  const { small } = await openField(app, 2);
  const [zhang, li, wang] = await enlistPeople(app, ['zhang', 'li', 'wang']);
  const manager = app.as('grid.manager');
  const grid = { gridId: small[0]?.id };
  await manager.command('staff.assign', { ...grid, personId: zhang?.person, role: 'PRIMARY' });
  const proposal = { ...grid, toPersonId: li?.person, effectiveDate: DAY };
  const primaries = () =>
    app.owner(
      `select p.code, a.role, a.valid_from::text as from, a.valid_to::text as to
       from assignment a join person p on p.id = a.person_id
       where a.valid_to is distinct from a.valid_from order by a.valid_from, a.id`,
    );
  return { app, manager, small, zhang, li, wang, proposal, primaries };
};

test('the giver proposes, the receiver accepts, the grid passes on the day', async (t) => {
  const { app, manager, li, small, proposal, primaries } = await passing(t);
  await manager.command('staff.assign', {
    gridId: small[1]?.id,
    personId: li?.person,
    role: 'PRIMARY',
  });
  await manager.command('staff.assign', {
    gridId: small[0]?.id,
    personId: li?.person,
    role: 'BACKUP',
  });
  const giver = app.as('zhang');
  const { handOver } = await giver.command('staff.propose-hand-over', {
    ...proposal,
    note: '请交接',
  });
  const read = async () =>
    (
      await app
        .as('li')
        .query(
          'query ($id: ID!) { handOver(id: $id) { status note grid { code } openWork { kind zh count } proposedBy { code } decidedBy { code } assignment { validFrom } } }',
          { id: handOver },
        )
    ).handOver;
  t.same(await read(), {
    status: 'PROPOSED',
    note: '请交接',
    grid: { code: small[0]?.code },
    openWork: [{ kind: 'PRESENT_MEMBERS', zh: '成员', count: 2 }],
    proposedBy: { code: 'zhang' },
    decidedBy: null,
    assignment: null,
  });
  t.match(await giver.refused('staff.accept-hand-over', { id: handOver }), {
    code: 'staff.hand_over_own_acceptance',
  });
  await app.as('li').command('staff.accept-hand-over', { id: handOver });
  t.match(await read(), {
    status: 'ACCEPTED',
    decidedBy: { code: 'li' },
    assignment: { validFrom: DAY },
  });
  const mine = (await primaries())
    .filter(({ code }) => code !== 'li')
    .concat((await primaries()).filter(({ code, from }) => code === 'li' && from === DAY));
  t.same(mine, [
    { code: 'zhang', role: 'PRIMARY', from: '2026-03-02', to: DAY },
    { code: 'li', role: 'PRIMARY', from: DAY, to: null },
  ]);
  const [backup] = await app.owner(
    `select valid_to::text as to from assignment where role = 'BACKUP'`,
  );
  t.same(backup, { to: DAY }, 'who becomes primary backs nobody up');
});

test('a receiver who does not see the grid yet sees the hand-over and accepts it', async (t) => {
  const { app, proposal, wang } = await passing(t);
  const { handOver } = await app
    .as('zhang')
    .command('staff.propose-hand-over', { ...proposal, toPersonId: wang?.person });
  const { handOvers } = await app
    .as('wang')
    .query(
      '{ handOvers(first: 5, filter: { status: [PROPOSED] }) { nodes { id grid { code } openWork { count } } } }',
    );
  t.same(handOvers.nodes, [{ id: handOver, grid: null, openWork: [{ count: 1 }] }]);
  t.match(await app.as('li').refused('staff.accept-hand-over', { id: handOver }), {
    code: 'staff.hand_over_not_yours',
  });
  await app.as('wang').command('staff.accept-hand-over', { id: handOver });
});

test('the open work is what customers and loans leave in the grid', async (t) => {
  const { app, proposal, small } = await passing(t);
  const customer = newId();
  const { bankId, people } = app.world;
  await app.owner(
    `insert into customer (institution_id, id, code, kind, name_mask, name_cipher, grid_id,
       area_code, territory_code, completeness, registered_by, registered_on)
     values ($1, $2, 'C1', 'HOUSEHOLD', '张*', '', $3, '429005100201', $4, 60, $5, '2026-01-01')`,
    [bankId, customer, small[0]?.key, small[0]?.code, people['grid.officer']],
  );
  const { handOver } = await app.as('zhang').command('staff.propose-hand-over', proposal);
  const data = await app
    .as('zhang')
    .query('query ($id: ID!) { handOver(id: $id) { openWork { kind count } } }', { id: handOver });
  t.same(
    data.handOver.openWork.filter(({ kind }: { kind: string }) => kind !== 'PRESENT_MEMBERS'),
    [
      { kind: 'HOUSEHOLDS', count: 1 },
      { kind: 'INCOMPLETE_PROFILES', count: 1 },
    ],
  );
});

test('declined and withdrawn with a reason, and decided once', async (t) => {
  const { app, proposal, primaries } = await passing(t);
  const giver = app.as('zhang');
  const before = await primaries();
  const propose = async () => (await giver.command('staff.propose-hand-over', proposal)).handOver;
  const first = await propose();
  t.match(await giver.refused('staff.propose-hand-over', proposal), {
    code: 'staff.hand_over_open',
  });
  const decline = { id: first };
  t.match(await app.as('li').refused('staff.decline-hand-over', decline), {
    code: 'command.reason_required',
  });
  await app.as('li').command('staff.decline-hand-over', decline, { reason: '户数过多' });
  for (const command of ['accept', 'decline', 'withdraw']) {
    t.match(
      await app.as('grid.manager').refused(`staff.${command}-hand-over`, decline, { reason: '迟' }),
      { code: 'staff.hand_over_decided' },
    );
  }
  const second = { id: await propose() };
  const reason = { reason: '暂缓' };
  t.match(await app.as('li').refused('staff.withdraw-hand-over', second, reason), {
    code: 'staff.hand_over_not_yours',
  });
  await giver.command('staff.withdraw-hand-over', second, reason);
  t.same(await primaries(), before, 'nothing has changed');
});

test('what cannot be handed over', async (t) => {
  const { app, manager, zhang, li, wang, proposal, small } = await passing(t);
  const giver = app.as('zhang');
  const cases = [
    [giver, { ...proposal, toPersonId: zhang?.person }, 'staff.hand_over_to_self'],
    [giver, { ...proposal, effectiveDate: '2026-03-01' }, 'staff.hand_over_late'],
    [app.as('li'), { ...proposal, toPersonId: wang?.person }, 'object.not_found'],
    [manager, { ...proposal, fromPersonId: wang?.person }, 'staff.not_primary'],
    [
      manager,
      { ...proposal, gridId: small[1]?.id, fromPersonId: zhang?.person },
      'staff.not_primary',
    ],
    [app.as('administrator'), proposal, 'auth.forbidden'],
  ] as const;
  for (const [caller, input, code] of cases) {
    t.match(await caller.refused('staff.propose-hand-over', input), { code }, code);
  }
  const { handOver } = await giver.command('staff.propose-hand-over', proposal);
  app.clock.set('2026-04-02T02:00:00Z');
  t.match(await app.as('li').refused('staff.accept-hand-over', { id: handOver }), {
    code: 'staff.hand_over_late',
  });
  app.clock.set('2026-03-03T02:00:00Z');
  const [row] = await app.owner('select id from assignment');
  await manager.command('staff.unassign', { id: `assignment_${row?.id}`, validTo: '2026-03-20' });
  t.match(await app.as('li').refused('staff.accept-hand-over', { id: handOver }), {
    code: 'staff.not_primary',
  });
  t.ok(li);
});
