import { test } from 'tap';
import { globalId, newId } from '../../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { enlistPeople, openField } from './field.ts';

const VACANCIES = `query ($areaCode: String, $asOf: Date, $first: Int, $after: String) {
  staffVacancies(areaCode: $areaCode, asOf: $asOf, first: $first, after: $after) {
    asOf grids vacant next vacancies { gridCode gridName reason grid { code } } } }`;
const OVERLOAD = `{ staffOverload { overloaded next officers {
  personCode grids gridCapacity households householdCapacity officer { kind } } } }`;

test('grids nobody serves, with the reason, a page at a time', async (t) => {
  const app = await testApp(t);
  const manager = app.as('grid.manager');
  const { big, small } = await openField(app, 4);
  await openField(app, 1, '429005200201');
  const [zhang, li, wang] = await enlistPeople(app, ['zhang', 'li', 'wang']);
  const served = [
    [big, zhang],
    [small[0], zhang],
    [small[1], li],
    [small[2], wang],
  ] as const;
  for (const [grid, person] of served) {
    await manager.command('staff.assign', {
      gridId: grid?.id,
      personId: person?.person,
      role: 'PRIMARY',
    });
  }
  await manager.command('staff.take-leave', { personId: li?.person, validFrom: '2026-03-02' });
  await app.as('administrator').command('person.leave', { id: wang?.person }, { reason: '调离' });
  const ask = async (variables = {}) => (await manager.query(VACANCIES, variables)).staffVacancies;
  t.same(await ask({ areaCode: '429005100' }), {
    asOf: '2026-03-02',
    grids: 5,
    vacant: 3,
    next: null,
    vacancies: [
      [small[1]?.code, 'UNCOVERED_LEAVE'],
      [small[2]?.code, 'PRIMARY_LEFT'],
      [small[3]?.code, 'NO_PRIMARY'],
    ].map(([code, reason]) => ({
      gridCode: code,
      gridName: `${code}网格`,
      reason,
      grid: { code },
    })),
  });
  const first = await ask({ first: 2 });
  t.match(first, { grids: 7, vacant: 5, next: small[2]?.code, vacancies: { length: 2 } });
  const rest = await ask({ first: 2, after: first.next });
  t.match(rest, { vacant: 5, vacancies: [{ gridCode: small[3]?.code }, {}], next: '429005200201' });
  t.match(await ask({ asOf: '2026-03-01' }), { vacant: 7 });
  t.match(
    await app.as('zhang').query(VACANCIES),
    {
      staffVacancies: { grids: 5, vacant: 3 },
    },
    'a caller counts what is in their territory, the big grid and all inside',
  );
  t.match(await app.as('other.administrator').query(VACANCIES), {
    staffVacancies: { grids: 0, vacant: 0, vacancies: [] },
  });
});

async function putHouseholds(app: TestApp, gridId: string, gridCode: string, count: number) {
  for (let place = 0; place < count; place += 1) {
    await app.owner(
      `insert into customer (institution_id, id, code, kind, name_mask, name_cipher, grid_id,
         area_code, territory_code, completeness, registered_by, registered_on)
       values ($1, $2::uuid, 'C' || upper(right(md5($2::uuid::text), 12)), 'HOUSEHOLD', '张*', '', $3, left($4::text, 12), $4::text, 0, $5, '2026-01-01')`,
      [app.world.bankId, newId(), gridId, gridCode, app.world.people['grid.officer']],
    );
  }
}

test('officers with more grids or households than they can carry', async (t) => {
  const app = await testApp(t);
  const manager = app.as('grid.manager');
  const { small } = await openField(app, 4);
  const [zhang, li, wang] = await enlistPeople(app, ['zhang', 'li', 'wang']);
  const served = [
    [small[0], zhang],
    [small[1], zhang],
    [small[2], li],
    [small[3], wang],
  ] as const;
  for (const [grid, person] of served) {
    await manager.command('staff.assign', {
      gridId: grid?.id,
      personId: person?.person,
      role: 'PRIMARY',
    });
  }
  await manager.command('staff.revise', { id: li?.officer, householdCapacity: 2 });
  await putHouseholds(app, small[2]?.key ?? '', small[2]?.code ?? '', 3);
  const { staffOverload } = await manager.query(OVERLOAD);
  const kind = { officer: { kind: 'FULL_TIME' } };
  t.same(staffOverload, {
    overloaded: 2,
    next: null,
    officers: [
      { personCode: 'li', grids: 1, gridCapacity: 1, households: 3, householdCapacity: 2, ...kind },
      {
        personCode: 'zhang',
        grids: 2,
        gridCapacity: 1,
        households: 0,
        householdCapacity: 500,
        ...kind,
      },
    ],
  });
});

test('the public card shows what is public and nothing else', async (t) => {
  const app = await testApp(t);
  const manager = app.as('grid.manager');
  const { small } = await openField(app, 2);
  const [zhang, li] = await enlistPeople(app, ['zhang', 'li']);
  await app.owner(
    `update person set telephone = '0728-6240000', photo_reference = 'photos/1' where id = $1`,
    [zhang?.key],
  );
  const on = { gridId: small[0]?.id };
  await manager.command('staff.assign', { ...on, personId: zhang?.person, role: 'PRIMARY' });
  const why = { reason: '邻格暂缺' };
  await manager.command('staff.assign', { ...on, personId: li?.person, role: 'BACKUP' }, why);
  await manager.command('staff.revise', { id: zhang?.officer, duties: ['LOAN_ASSISTANT'] });
  const card = `query ($id: ID!) { staffPublicCard(gridId: $id) {
    gridCode gridName officers { role name kind photoReference telephone duties } } }`;
  const { staffPublicCard } = await manager.query(card, { id: small[0]?.id });
  t.same(staffPublicCard, {
    gridCode: small[0]?.code,
    gridName: `${small[0]?.code}网格`,
    officers: [
      {
        role: 'PRIMARY',
        name: '人员zhang',
        kind: 'FULL_TIME',
        photoReference: 'photos/1',
        telephone: '0728-6240000',
        duties: ['LOAN_ASSISTANT'],
      },
      {
        role: 'BACKUP',
        name: '人员li',
        kind: 'FULL_TIME',
        photoReference: null,
        telephone: null,
        duties: [],
      },
    ],
  });
  const elsewhere = await app.as('other.administrator').graphql(card, { id: small[0]?.id });
  t.equal(elsewhere.errors[0].extensions.code, 'object.not_found');
  const nowhere = await manager.graphql(card, { id: globalId('Grid', newId()) });
  t.equal(nowhere.errors[0].extensions.code, 'object.not_found');
});

test('training is recorded once, when it has been held', async (t) => {
  const app = await testApp(t);
  const manager = app.as('grid.manager');
  const [zhang] = await enlistPeople(app, ['zhang']);
  const training = {
    personId: zhang?.person,
    topic: '反诈宣传',
    heldOn: '2026-03-01',
    hours: '4.5',
    result: 'PASSED',
  };
  await manager.command('staff.record-training', training);
  const cases = [
    [training, 'staff.training_recorded'],
    [{ ...training, heldOn: '2026-03-03' }, 'staff.future_training'],
    [{ ...training, hours: '0.0' }, 'input.invalid'],
    [{ ...training, hours: '1000.5' }, 'input.invalid'],
    [{ ...training, topic: ' ' }, 'input.invalid'],
  ] as const;
  for (const [input, code] of cases) {
    t.match(await manager.refused('staff.record-training', input), { code }, code);
  }
  const { officer } = await manager.query(
    'query ($id: ID!) { officer(id: $id) { trainings(first: 5) { nodes { topic hours result heldOn person { code } } } } }',
    { id: zhang?.officer },
  );
  t.same(officer.trainings.nodes, [
    {
      topic: '反诈宣传',
      hours: '4.5',
      result: 'PASSED',
      heldOn: '2026-03-01',
      person: { code: 'zhang' },
    },
  ]);
});
