import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { enlistPeople, openField } from './field.ts';

const RESPONSIBLE = `query ($id: ID!, $asOf: Date) { staffResponsible(gridId: $id, asOf: $asOf) {
  asOf basis person { code } coverFor { code } assignment { role } leave { validTo } explanation { en zh } } }`;

const staffed = async (t: Parameters<typeof testApp>[0]) => {
  const app = await testApp(t);
  const manager = app.as('grid.manager');
  const { small } = await openField(app, 3);
  const people = await enlistPeople(app, ['zhang', 'li', 'wang', 'zhao']);
  const [zhang, li, wang, zhao] = people.map(({ person }) => person);
  const assign = (place: number, personId: string | undefined, role: string, weight?: string) =>
    manager.command('staff.assign', { gridId: small[place]?.id, personId, role, weight });
  await assign(0, zhang, 'PRIMARY');
  await assign(1, li, 'PRIMARY');
  await assign(2, wang, 'PRIMARY');
  await assign(0, li, 'BACKUP', '0.3');
  await assign(0, wang, 'BACKUP', '0.7');
  const answers = async (asOf: string) =>
    (await manager.query(RESPONSIBLE, { id: small[0]?.id, asOf })).staffResponsible;
  return { app, manager, small, zhang, li, wang, zhao, answers, people };
};

test('the heaviest backup who is there stands in while the primary is away', async (t) => {
  const { manager, zhang, wang, li, answers } = await staffed(t);
  await manager.command('staff.take-leave', {
    personId: zhang,
    validFrom: '2026-03-10',
    validTo: '2026-03-20',
  });
  t.match(await answers('2026-03-09'), {
    basis: 'PRIMARY',
    person: { code: 'zhang' },
    coverFor: null,
    leave: null,
  });
  t.match(await answers('2026-03-10'), {
    basis: 'BACKUP',
    person: { code: 'wang' },
    coverFor: { code: 'zhang' },
    assignment: { role: 'PRIMARY' },
    leave: { validTo: '2026-03-20' },
    explanation: { zh: /B岗/ },
  });
  t.match(await answers('2026-03-20'), { basis: 'PRIMARY', person: { code: 'zhang' } });
  await manager.command('staff.take-leave', {
    personId: wang,
    validFrom: '2026-03-12',
    validTo: '2026-03-15',
  });
  t.match(await answers('2026-03-12'), { basis: 'BACKUP', person: { code: 'li' } });
  await manager.command('staff.take-leave', { personId: li, validFrom: '2026-03-13' });
  t.match(await answers('2026-03-13'), { basis: 'UNCOVERED', person: null });
  t.match(await answers('2026-03-15'), { basis: 'BACKUP', person: { code: 'wang' } });
});

test('a named stand-in covers all grids and sees them for those days only', async (t) => {
  const { app, manager, small, zhang, zhao, answers } = await staffed(t);
  const { leave } = await manager.command('staff.take-leave', {
    personId: zhang,
    standInId: zhao,
    validFrom: '2026-03-02',
    validTo: '2026-03-10',
  });
  t.match(await answers('2026-03-05'), { basis: 'STAND_IN', person: { code: 'zhao' } });
  const seen = async () =>
    (await app.as('zhao').query('{ grids(first: 5) { nodes { code responsible { code } } } }'))
      .grids.nodes;
  t.same(await seen(), [{ code: small[0]?.code, responsible: { code: 'zhao' } }]);
  await manager.command('staff.end-leave', { id: leave, validTo: '2026-03-04' });
  app.clock.set('2026-03-04T02:00:00Z');
  t.same(await seen(), []);
  t.match(await answers('2026-03-04'), { basis: 'PRIMARY', person: { code: 'zhang' } });
});

test('grids without cover are named when the absence is recorded', async (t) => {
  const { manager, small, li, zhang } = await staffed(t);
  const took = await manager.command('staff.take-leave', { personId: li, validFrom: '2026-03-02' });
  t.same(took.uncoveredGridCodes, [small[1]?.code]);
  const covered = await manager.command('staff.take-leave', {
    personId: zhang,
    validFrom: '2026-03-02',
  });
  t.same(covered.uncoveredGridCodes, []);
});

test('absences do not overlap, and the past is not changed in silence', async (t) => {
  const { manager, zhang, people } = await staffed(t);
  const away = { personId: zhang, validFrom: '2026-03-10', validTo: '2026-03-20' };
  const { leave } = await manager.command('staff.take-leave', away);
  const cases = [
    [
      'staff.take-leave',
      { ...away, validFrom: '2026-03-19', validTo: '2026-03-25' },
      'staff.leave_overlap',
    ],
    ['staff.take-leave', { ...away, validTo: '2026-03-10' }, 'staff.period'],
    ['staff.take-leave', { ...away, validFrom: '2026-02-10' }, 'staff.past_needs_reason'],
    ['staff.take-leave', { ...away, standInId: zhang }, 'staff.own_stand_in'],
    ['staff.end-leave', { id: leave, validTo: '2026-03-20' }, 'staff.leave_ended'],
  ] as const;
  for (const [command, input, code] of cases) {
    t.match(await manager.refused(command, input), { code }, code);
  }
  await manager.command(
    'staff.take-leave',
    { ...away, validFrom: '2026-02-10', validTo: '2026-02-12' },
    { reason: '补登' },
  );
  await manager.command('staff.end-leave', { id: leave });
  const again = await manager.command('staff.take-leave', away);
  t.ok(again.leave, 'a leave called off is not in the way');
  const { officer } = await manager.query(
    'query ($id: ID!) { officer(id: $id) { leaves(first: 9, filter: { anyTime: true }) { totalCount } } }',
    { id: people[0]?.officer },
  );
  t.equal(officer.leaves.totalCount, 3);
});

test('a grid without a primary is vacant on that day', async (t) => {
  const { answers } = await staffed(t);
  t.match(await answers('2026-03-01'), { basis: 'VACANT', person: null, assignment: null });
});

test('a manager of part of the territory leaves the officers of the rest alone', async (t) => {
  const { app, manager, zhang } = await staffed(t);
  await app.owner(`update outlet set area_codes = '{429005200}' where institution_id = $1`, [
    app.world.bankId,
  ]);
  const away = { personId: zhang, validFrom: '2026-03-10' };
  t.match(await manager.refused('staff.take-leave', away), { code: 'staff.out_of_territory' });
});
