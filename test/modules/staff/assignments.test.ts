import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { enlistPeople, openField, openGrid, personOf } from './field.ts';

const TODAY = '2026-03-02';

test('an officer is enlisted once, revised, released and taken back', async (t) => {
  const app = await testApp(t);
  const admin = app.as('administrator');
  const [one] = await enlistPeople(app, ['zhang']);
  const again = { personId: one?.person, kind: 'PART_TIME' };
  t.match(await admin.refused('staff.enlist', again), { code: 'staff.already_officer' });
  await admin.command('staff.revise', {
    id: one?.officer,
    duties: ['COLLECTOR', 'PROPAGANDIST', 'COLLECTOR'],
    gridCapacity: 2,
  });
  const read = () =>
    admin.query(
      'query ($id: ID!) { officer(id: $id) { kind status duties gridCapacity householdCapacity person { code } } }',
      { id: one?.officer },
    );
  t.same((await read()).officer, {
    kind: 'FULL_TIME',
    status: 'ACTIVE',
    duties: ['PROPAGANDIST', 'COLLECTOR'],
    gridCapacity: 2,
    householdCapacity: 500,
    person: { code: 'zhang' },
  });
  await admin.command('staff.release', { id: one?.officer });
  t.match(await admin.refused('staff.release', { id: one?.officer }), {
    code: 'staff.not_officer',
  });
  await admin.command('staff.enlist', { ...again, employer: '张家湖村委会' });
  t.match((await read()).officer, { kind: 'PART_TIME', status: 'ACTIVE', duties: [] });
});

test('machines and people who left are no officers', async (t) => {
  const app = await testApp(t);
  const admin = app.as('administrator');
  const machine = await admin.command('person.register', {
    code: 'm1',
    name: '系统',
    kind: 'SYSTEM',
  });
  const gone = await admin.command('person.register', { code: 'g1', name: '离岗' });
  await admin.command('person.leave', { id: gone.person }, { reason: '调离' });
  for (const { person } of [machine, gone]) {
    t.match(await admin.refused('staff.enlist', { personId: person, kind: 'FULL_TIME' }), {
      code: 'staff.person_unfit',
    });
  }
});

test('a grid has one primary at any moment, and nobody serves it twice', async (t) => {
  const app = await testApp(t);
  const manager = app.as('grid.manager');
  const { small } = await openField(app, 2);
  const [zhang, li] = await enlistPeople(app, ['zhang', 'li']);
  const first = { gridId: small[0]?.id, personId: zhang?.person, role: 'PRIMARY' };
  const { assignment } = await manager.command('staff.assign', first);
  const cases = [
    [
      { ...first, personId: li?.person, validFrom: '2026-05-01' },
      'staff.primary_taken',
      'validFrom',
    ],
    [{ ...first, role: 'MEMBER', validFrom: '2026-05-01' }, 'staff.already_on_grid', 'personId'],
    [{ ...first, personId: li?.person, validTo: TODAY }, 'staff.period', 'validTo'],
    [{ ...first, personId: personOf(app, 'auditor') }, 'staff.not_officer', 'personId'],
    [
      { ...first, personId: li?.person, validFrom: '2026-02-01' },
      'staff.past_needs_reason',
      'reason',
    ],
    [{ ...first, personId: li?.person, weight: '0' }, 'input.invalid', 'weight'],
    [{ ...first, personId: li?.person, weight: '1.001' }, 'input.invalid', 'weight'],
    [{ ...first, validFrom: '2026-02-30' }, 'input.invalid', 'validFrom'],
  ] as const;
  for (const [input, code, field] of cases) {
    t.match(await manager.refused('staff.assign', input), { code, path: [field] }, code);
  }
  await manager.command('staff.unassign', { id: assignment, validTo: '2026-05-01' });
  await manager.command('staff.assign', {
    ...first,
    personId: li?.person,
    validFrom: '2026-05-01',
  });
  const at = (asOf: string) =>
    manager.query(
      'query ($id: ID!, $asOf: Date) { grid(id: $id) { assignments(first: 5, asOf: $asOf) { nodes { role weight person { code } officer { kind } } } } }',
      { id: small[0]?.id, asOf },
    );
  for (const [day, code] of [
    ['2026-04-30', 'zhang'],
    ['2026-05-01', 'li'],
  ] as const) {
    t.same(
      (await at(day)).grid.assignments.nodes,
      [{ role: 'PRIMARY', weight: '1.000', person: { code }, officer: { kind: 'FULL_TIME' } }],
      day,
    );
  }
});

test('an assignment keeps to the days of its grid', async (t) => {
  const app = await testApp(t);
  const manager = app.as('grid.manager');
  const late = await openGrid(app, { code: '429005100202', validFrom: '2026-06-01' });
  const [zhang] = await enlistPeople(app, ['zhang']);
  const early = { gridId: late.id, personId: zhang?.person, role: 'PRIMARY' };
  t.match(await manager.refused('staff.assign', early), { code: 'staff.outside_grid_period' });
  await app.owner(`update grid set valid_to = '2026-09-01' where id = $1`, [late.key]);
  await manager.command('staff.assign', { ...early, validFrom: '2026-06-01' });
  const [row] = await app.owner('select valid_to::text from assignment');
  t.same(row, { valid_to: '2026-09-01' });
});

test('one that has not begun is called off, and an end is never put off', async (t) => {
  const app = await testApp(t);
  const manager = app.as('grid.manager');
  const { small } = await openField(app, 1);
  const [zhang] = await enlistPeople(app, ['zhang']);
  const future = {
    gridId: small[0]?.id,
    personId: zhang?.person,
    role: 'PRIMARY',
    validFrom: '2026-04-01',
  };
  const { assignment } = await manager.command('staff.assign', future);
  await manager.command('staff.unassign', { id: assignment });
  const [row] = await app.owner('select valid_from::text, valid_to::text from assignment');
  t.same(row, { valid_from: '2026-04-01', valid_to: '2026-04-01' });
  t.match(await manager.refused('staff.unassign', { id: assignment, validTo: '2026-08-01' }), {
    code: 'staff.assignment_ended',
  });
  await manager.command('staff.assign', future);
  t.match(await manager.refused('staff.release', { id: zhang?.officer }), {
    code: 'staff.still_assigned',
  });
});

test('a backup comes from a neighbouring grid, or says why not', async (t) => {
  const app = await testApp(t);
  const manager = app.as('grid.manager');
  const here = await openField(app, 2);
  const far = await openGrid(app, { code: '429005100203', corner: [112.9, 30.4] });
  const near = await openGrid(app, { code: '429005100204', corner: [112.91, 30.4] });
  const away = await openGrid(app, { code: '429005100205', corner: [113.5, 30.4] });
  const [zhang, li, wang] = await enlistPeople(app, ['zhang', 'li', 'wang']);
  const assign = (gridId: string | undefined, personId: string | undefined, role: string) =>
    ({ gridId, personId, role }) as const;
  await manager.command('staff.assign', assign(here.small[0]?.id, zhang?.person, 'PRIMARY'));
  await manager.command('staff.assign', assign(far.id, li?.person, 'PRIMARY'));

  await manager.command('staff.assign', assign(here.small[1]?.id, zhang?.person, 'BACKUP'));
  await manager.command('staff.assign', assign(near.id, li?.person, 'BACKUP'));
  const cases = [
    assign(here.small[1]?.id, li?.person, 'BACKUP'),
    assign(away.id, li?.person, 'BACKUP'),
    assign(near.id, wang?.person, 'BACKUP'),
  ];
  for (const input of cases) {
    t.match(await manager.refused('staff.assign', input), {
      code: 'staff.backup_not_neighbour',
      path: ['personId'],
    });
  }
  await manager.command('staff.assign', cases[0] ?? {}, { reason: '邻格无人' });
  const exceptions = await app.owner(
    'select neighbour_exception as why from assignment where neighbour_exception is not null',
  );
  t.same(exceptions, [{ why: '邻格无人' }]);
});

test('informants and volunteers help, but do not answer for a grid', async (t) => {
  const app = await testApp(t);
  const manager = app.as('grid.manager');
  const { small } = await openField(app, 1);
  const [helper] = await enlistPeople(app, ['xin'], 'INFORMANT');
  const on = { gridId: small[0]?.id, personId: helper?.person };
  for (const role of ['PRIMARY', 'BACKUP']) {
    t.match(await manager.refused('staff.assign', { ...on, role }), {
      code: 'staff.kind_not_responsible',
    });
  }
  await manager.command('staff.assign', { ...on, role: 'MEMBER' });
  const [row] = await app.owner('select assigned_codes($1, $2, $3) as codes', [
    app.world.bankId,
    helper?.key,
    TODAY,
  ]);
  t.same(row, { codes: [] }, 'a member sees no customers for it');
});

test('a grid officer sees the grids served, and manages nobody', async (t) => {
  const app = await testApp(t);
  const { small } = await openField(app, 3);
  const [zhang] = await enlistPeople(app, ['zhang']);
  const officer = app.as('zhang');
  const seen = async () =>
    (await officer.query('{ grids(first: 10, order: CODE) { nodes { code } } }')).grids.nodes;
  t.same(await seen(), []);
  const on = { gridId: small[1]?.id, personId: zhang?.person, role: 'PRIMARY' };
  await app.as('grid.manager').command('staff.assign', on);
  t.same(await seen(), [{ code: small[1]?.code }]);
  t.match(await officer.refused('staff.assign', { ...on, gridId: small[0]?.id }), {
    code: 'auth.forbidden',
  });
  const { assignments } = await officer.query('{ assignments(first: 10) { totalCount } }');
  t.equal(assignments.totalCount, 1);
});
