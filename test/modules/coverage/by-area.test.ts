import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { enlistPeople, openField, openGrid } from '../staff/field.ts';

const TOWNS = ['429005100', '429005200'];
const VILLAGES = ['429005100201', '429005100202', '429005100203', '429005200201'];
const REPORT = `query ($areaCode: String, $asOf: Date) { coverageByArea(areaCode: $areaCode, asOf: $asOf) {
  areaCode asOf fewestShown total { ...row } rows { ...row } } }
  fragment row on AreaCoverage { areaCode areaName villages villagesGridded villageShare grids
    gridsStaffed staffedShare households householdsInGrids householdShare suppressed }`;

async function putArea(app: TestApp, code: string, level: string, parent: string | null) {
  await app.owner(
    `insert into area (id, code, parent_code, level, name, valid_from)
     values ($1, $2, $3, $4, '区划' || $2, '2020-01-01')`,
    [newId(), code, parent, level],
  );
}

type Home = { areaCode: string; grid?: { key: string; code: string }; since?: string };

async function putHouseholds(app: TestApp, count: number, home: Home) {
  for (let place = 0; place < count; place += 1) {
    const id = newId();
    await app.owner(
      `insert into customer (institution_id, id, code, kind, name_mask, name_cipher, grid_id,
         area_code, territory_code, completeness, registered_by, registered_on)
       values ($1, $2, $3, 'HOUSEHOLD', '张*', '', $4, $5, $6, 0, $7, $8)`,
      [
        app.world.bankId,
        id,
        id.replaceAll('-', '').toUpperCase(),
        home.grid?.key ?? null,
        home.areaCode,
        home.grid?.code ?? home.areaCode,
        app.world.people['grid.officer'],
        home.since ?? '2026-01-15',
      ],
    );
  }
}

const county = async (t: Parameters<typeof testApp>[0]) => {
  const app = await testApp(t);
  const [province, prefecture, code] = ['42', '4290', '429005'];
  await putArea(app, province, 'PROVINCE', null);
  await putArea(app, prefecture, 'PREFECTURE', province);
  await putArea(app, code, 'COUNTY', prefecture);
  for (const town of TOWNS) await putArea(app, town, 'TOWNSHIP', code);
  for (const village of VILLAGES) await putArea(app, village, 'VILLAGE', village.slice(0, 9));
  const one = await openField(app, 2, VILLAGES[0]);
  const two = await openGrid(app, { code: VILLAGES[1] ?? '' });
  const ask = async (person: string, variables = {}) =>
    (await app.as(person).query(REPORT, variables)).coverageByArea;
  return { app, one, two, ask };
};

test('villages, grids and households of a county, by town', async (t) => {
  const { app, one, two, ask } = await county(t);
  const [zhang] = await enlistPeople(app, ['zhang']);
  const manager = app.as('grid.manager');
  const on = { gridId: one.small[0]?.id, personId: zhang?.person, role: 'PRIMARY' };
  await manager.command('staff.assign', on);
  await putHouseholds(app, 3, { areaCode: VILLAGES[0] ?? '', ...grid(one.small[0]) });
  await putHouseholds(app, 1, { areaCode: VILLAGES[1] ?? '', ...grid(two), since: '2026-03-02' });
  await putHouseholds(app, 2, { areaCode: VILLAGES[2] ?? '' });
  const report = await ask('grid.manager');
  t.same(report.rows, [
    {
      areaCode: TOWNS[0],
      areaName: `区划${TOWNS[0]}`,
      villages: 3,
      villagesGridded: 2,
      villageShare: '0.6667',
      grids: 4,
      gridsStaffed: 1,
      staffedShare: '0.2500',
      households: 6,
      householdsInGrids: 4,
      householdShare: '0.6667',
      suppressed: false,
    },
    {
      areaCode: TOWNS[1],
      areaName: `区划${TOWNS[1]}`,
      villages: 1,
      villagesGridded: 0,
      villageShare: '0.0000',
      grids: 0,
      gridsStaffed: 0,
      staffedShare: null,
      households: 0,
      householdsInGrids: 0,
      householdShare: null,
      suppressed: false,
    },
  ]);
  t.match(report, {
    areaCode: '429005',
    asOf: '2026-03-02',
    fewestShown: null,
    total: { villages: 4, villageShare: '0.5000', grids: 4, households: 6 },
  });
  const town = await ask('grid.manager', { areaCode: TOWNS[0], asOf: '2026-03-01' });
  t.match(town.total, { gridsStaffed: 0, households: 5, householdsInGrids: 3 }, 'the day before');
  t.match(
    town.rows.map(({ areaCode, grids, households }: Record<string, unknown>) => [
      areaCode,
      grids,
      households,
    ]),
    [
      [VILLAGES[0], 3, 3],
      [VILLAGES[1], 1, 0],
      [VILLAGES[2], 0, 2],
    ],
  );
  const village = await ask('grid.manager', { areaCode: VILLAGES[0] });
  t.match(village, { rows: [], total: { villages: 1, grids: 3, households: 3 } });
  await manager.command('staff.take-leave', { personId: zhang?.person, validFrom: '2026-03-02' });
  t.match((await ask('grid.manager')).total, { gridsStaffed: 0 }, 'away and not covered');
});

const grid = (opened: { key: string; code: string } | undefined) =>
  opened ? { grid: opened } : {};

test('who may not see customers is shown no small number, at no level', async (t) => {
  const { app, one, two, ask } = await county(t);
  await putHouseholds(app, 3, { areaCode: VILLAGES[0] ?? '', ...grid(one.small[0]) });
  await putHouseholds(app, 8, { areaCode: VILLAGES[1] ?? '', ...grid(two) });
  await putHouseholds(app, 9, { areaCode: VILLAGES[2] ?? '' });
  await putHouseholds(app, 7, { areaCode: VILLAGES[3] ?? '' });
  const shown = async (person: string, areaCode?: string) => {
    const { total, rows, fewestShown } = await ask(person, areaCode ? { areaCode } : {});
    const households = rows.map((row: { households: number | null }) => row.households);
    return { fewestShown, total: total.households, households };
  };
  const machine = 'government.platform';
  t.same(await shown('auditor', TOWNS[0]), { fewestShown: null, total: 20, households: [3, 8, 9] });
  t.same(await shown(machine), { fewestShown: 5, total: 27, households: [20, 7] });
  t.same(await shown(machine, TOWNS[0]), {
    fewestShown: 5,
    total: 20,
    households: [null, null, 9],
  });
  for (const [village, total] of [
    [VILLAGES[0], null],
    [VILLAGES[1], null],
    [VILLAGES[2], 9],
  ] as const) {
    t.equal((await shown(machine, village)).total, total, `${village}`);
  }
  const { rows } = await ask(machine, { areaCode: TOWNS[0] });
  t.match(rows[0], { grids: 3, villages: 1, householdShare: null, suppressed: true });
});

test('a few outside a grid withhold the number inside, not the households', async (t) => {
  const { app, one, two, ask } = await county(t);
  await putHouseholds(app, 9, { areaCode: VILLAGES[0] ?? '', ...grid(one.small[0]) });
  await putHouseholds(app, 2, { areaCode: VILLAGES[0] ?? '' });
  await putHouseholds(app, 8, { areaCode: VILLAGES[1] ?? '', ...grid(two) });
  const { total, rows } = await ask('government.platform', { areaCode: TOWNS[0] });
  t.match(total, { households: 19, householdsInGrids: null, householdShare: null });
  t.match(rows[0], { households: 11, householdsInGrids: null, suppressed: true });
});

test('households of a code no longer in force are counted, not lost', async (t) => {
  const { app, ask } = await county(t);
  await putHouseholds(app, 6, { areaCode: '429005100299' });
  const { total, rows } = await ask('auditor', { areaCode: TOWNS[0] });
  t.equal(total.households, 6);
  t.match(rows.at(-1), { areaCode: '429005100299', areaName: null, villages: 0, households: 6 });
});

test('a grid split since still tells that its households were inside one', async (t) => {
  const { app, two, ask } = await county(t);
  await putHouseholds(app, 6, { areaCode: VILLAGES[1] ?? '', ...grid(two) });
  const parts = [{ name: '东' }, { name: '西' }];
  await app
    .as('grid.manager')
    .command('grid.split', { id: two.id, parts })
    .catch(() => undefined);
  const before = await ask('auditor', { areaCode: VILLAGES[1], asOf: '2026-02-01' });
  t.match(before.total, { grids: 1, households: 6, householdsInGrids: 6 });
});

test('each bank counts its own, and an officer has no such report', async (t) => {
  const { app, ask } = await county(t);
  t.match((await ask('other.administrator')).total, { villages: 4, villagesGridded: 0, grids: 0 });
  const refused = async (person: string, variables = {}) =>
    (await app.as(person).graphql(REPORT, variables)).errors[0].extensions.code;
  t.equal(await refused('grid.officer'), 'auth.forbidden');
  t.equal(await refused('auditor', { areaCode: '42900' }), 'coverage.area_code');
  t.equal(await refused('auditor', { areaCode: '4290051002' }), 'coverage.area_code');
  t.equal(await refused('auditor', { areaCode: "42'--" }), 'input.invalid');
});

test('a day that lies behind keeps its households', async (t) => {
  const { app, one, two, ask } = await county(t);
  const [from = '', , bare = ''] = VILLAGES;
  await putHouseholds(app, 3, { areaCode: from, ...grid(one.small[0]) });
  await putHouseholds(app, 1, { areaCode: bare });
  const homes = await app.owner<{ id: string; area: string }>(
    'select id, area_code as area from customer order by area_code, id',
  );
  const [moving, closing] = homes.filter(({ area }) => area === from);
  const placing = homes.find(({ area }) => area === bare);
  const seen = async (asOf?: string) => {
    const { rows } = await ask('grid.manager', { areaCode: TOWNS[0], ...(asOf ? { asOf } : {}) });
    return rows.map((row: Record<string, number>) => [row.households, row.householdsInGrids]);
  };
  const before = await seen();
  t.same(before, [
    [3, 3],
    [0, 0],
    [1, 0],
  ]);
  app.clock.set('2026-04-02T02:00:00Z');
  const manager = app.as('grid.manager');
  const reason = { reason: '迁居' };
  for (const gone of [moving, placing]) {
    const input = { id: `customer_${gone?.id}`, gridId: two.id };
    await manager.command('customer.move', input, reason);
  }
  const close = { id: `customer_${closing?.id}`, closeReason: 'MOVED_AWAY' };
  await manager.command('customer.close', close, reason);
  t.same(
    await seen(),
    [
      [1, 1],
      [2, 2],
      [0, 0],
    ],
    'today',
  );
  t.same(await seen('2026-04-01'), before, 'the day before as it was counted then');
  t.same((await seen('2026-04-03'))[1], [2, 2], 'tomorrow, as far as is known');
});
