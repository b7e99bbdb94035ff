import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import {
  COMMUNITY,
  CRS,
  codeOf,
  foundAreas,
  OPENED,
  OTHER_VILLAGE,
  openGrid,
  rectangle,
  VILLAGE,
} from './territory.ts';

const FIND = `query ($id: ID!, $asOf: Date) {
  grid(id: $id, asOf: $asOf) {
    code name level class kind exclusive status areaCode areaM2 centreLongitude centreLatitude
    boundary boundarySource validFrom validTo area { name parent { name } } parent { code }
    children(first: 10, order: CODE) { nodes { code } }
  }
}`;

test('grids are opened from big to micro', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const bank = app.as('administrator');
  const big = await openGrid(bank, { areaCode: VILLAGE, boundary: rectangle(0, 0, 10, 10) });
  const small = await openGrid(bank, { parentId: big.id, boundary: rectangle(0, 0, 5, 10) });
  const micro = await openGrid(bank, { parentId: small.id, boundary: rectangle(0, 0, 1, 1) });
  const exclusive = await openGrid(bank, {
    parentId: big.id,
    kind: 'PARK',
    exclusive: true,
    boundary: rectangle(5, 0, 6, 1),
  });
  t.equal(big.code, VILLAGE);
  t.equal(small.code, `${VILLAGE}001`);
  t.equal(micro.code, `${VILLAGE}00101`);
  t.equal(exclusive.code, `${VILLAGE}901`);

  await t.test('and read back with what surrounds them', async (t) => {
    const { grid } = await bank.query(FIND, { id: small.id });
    t.match(grid, {
      level: 'SMALL',
      class: 'RURAL',
      status: 'ACTIVE',
      areaCode: VILLAGE,
      parent: { code: big.code },
      area: { name: '柳洲村', parent: { name: '浩口镇' } },
      children: { nodes: [{ code: micro.code }] },
    });
    t.ok(grid.areaM2 > 50_000_000 && grid.areaM2 < 55_000_000, 'some 4.8 km by 11.1 km');
    t.ok(grid.centreLongitude > 112.6 && grid.centreLongitude < 112.65);
    t.equal((await bank.query(FIND, { id: small.id, asOf: '2024-12-31' })).grid, null);
  });

  await t.test('another bank sees none of them', async (t) => {
    const { grid } = await app.as('other.administrator').query(FIND, { id: big.id });
    t.equal(grid, null);
    t.equal(
      await codeOf(app.as('other.administrator'), 'grid.open', {
        parentId: big.id,
        name: 'x',
        kind: 'VILLAGE',
      }),
      'object.not_found',
    );
  });

  await t.test('the same ground of another bank is its own', async (t) => {
    const theirs = await openGrid(app.as('other.administrator'), {
      areaCode: VILLAGE,
      boundary: rectangle(0, 0, 10, 10),
    });
    t.equal(theirs.code, VILLAGE);
  });

  await t.test('refusals', async (t) => {
    const code = (input: Record<string, unknown>, who = bank) =>
      codeOf(who, 'grid.open', { name: 'x', kind: 'VILLAGE', ...input });
    const inside = { parentId: big.id, crs: CRS };
    t.equal(await code({}), 'grid.parent_or_area');
    t.equal(await code({ parentId: big.id, areaCode: VILLAGE }), 'grid.parent_or_area');
    t.equal(await code({ areaCode: '429005106399' }), 'grid.area_unknown');
    t.equal(await code({ parentId: micro.id }), 'grid.too_deep');
    t.equal(await code({ parentId: small.id, exclusive: true }), 'grid.exclusive_level');
    t.equal(await code({ parentId: big.id, code: small.code }), 'grid.code_taken');
    t.equal(await code({ parentId: big.id, code: `${OTHER_VILLAGE}001` }), 'grid.code_invalid');
    t.equal(await code({ parentId: big.id, validFrom: '2024-01-01' }), 'grid.parent_not_in_force');
    t.equal(await code({ parentId: big.id, boundary: rectangle(6, 6, 7, 7) }), 'grid.crs_invalid');
    t.equal(await code({ ...inside, crs: 'EPSG:4326', boundary: {} }), 'input.invalid');
    t.equal(await code({ ...inside, boundary: rectangle(9, 9, 11, 11) }), 'grid.outside_parent');
    t.equal(await code({ ...inside, boundary: rectangle(4, 4, 6, 6) }), 'grid.overlap_rural');
    t.equal(
      await code({ ...inside, crs: 'GCJ02', boundary: rectangle(5, 1, 10, 10) }),
      'grid.outside_parent',
      'coordinates in another system land half a kilometre away',
    );
    const crossed = rectangle(6, 6, 7, 7);
    const [ring] = crossed.coordinates;
    if (ring) [ring[1], ring[2]] = [ring[2] ?? [], ring[1] ?? []];
    t.equal(await code({ ...inside, boundary: crossed }), 'grid.boundary_self_crossing');
    t.equal(await code({ areaCode: VILLAGE }, app.as('grid.officer')), 'auth.forbidden');
  });

  await t.test('a big grid of a village that has one gets a code of its township', async (t) => {
    const second = await openGrid(bank, { areaCode: VILLAGE });
    t.equal(second.code, `${VILLAGE.slice(0, 9)}601`);
  });

  await t.test('a refusal names the position', async (t) => {
    const boundary = rectangle(6, 6, 7, 7);
    boundary.coordinates[0]?.pop();
    const answer = await bank.refused('grid.open', {
      parentId: big.id,
      name: 'x',
      kind: 'VILLAGE',
      boundary,
      crs: CRS,
    });
    t.match(JSON.stringify(answer), /"path":\["boundary","coordinates",0,3\]/);
  });
});

test('urban grids may overlap a little', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const bank = app.as('administrator');
  const urban = { parentId: '', kind: 'COMMUNITY' };
  const big = await openGrid(bank, {
    areaCode: COMMUNITY,
    kind: 'COMMUNITY',
    boundary: rectangle(0, 0, 10, 10),
  });
  urban.parentId = big.id;
  await openGrid(bank, { ...urban, boundary: rectangle(0, 0, 5, 10) });
  const code = await codeOf(bank, 'grid.open', {
    ...urban,
    name: 'x',
    boundary: rectangle(4, 0, 10, 10),
    crs: CRS,
    validFrom: OPENED,
  });
  t.equal(code, 'grid.overlap_urban_share');
  const slightly = rectangle(4.8, 0, 10, 10);
  const opened = await openGrid(bank, { ...urban, boundary: slightly });
  t.ok(opened.id);

  await t.test('up to the share the institution sets', async (t) => {
    const rules = { overlapShare: 0.01, codeScheme: 'UNIT_GRID' };
    t.equal(await codeOf(bank, 'grid.set-rules', rules), 'command.reason_required');
    const reason = { reason: '试行' };
    const set = await bank.command('grid.set-rules', rules, reason);
    t.match(set, { overlapShare: 0.01, codeScheme: 'UNIT_GRID', sliverM2: 1 });
    const redraw = { id: opened.id, boundary: rectangle(4.9, 0, 10, 10), crs: CRS };
    t.equal(await codeOf(bank, 'grid.redraw', redraw), 'grid.overlap_urban_share');
    const micro = { parentId: opened.id, name: 'x', kind: 'COMMUNITY' };
    t.equal(await codeOf(bank, 'grid.open', micro), 'grid.code_kind_unsupported');
    const unknown = { codeScheme: 'NOBODYS' };
    t.equal(await codeOf(bank, 'grid.set-rules', unknown, reason), 'grid.code_scheme_unknown');
    t.equal(
      await codeOf(app.as('grid.officer'), 'grid.set-rules', rules, reason),
      'auth.forbidden',
    );
  });
});

test('ground of a grid and of those planned in its place counts once', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const bank = app.as('administrator');
  const big = await openGrid(bank, {
    areaCode: COMMUNITY,
    kind: 'COMMUNITY',
    boundary: rectangle(0, 0, 10, 10),
  });
  const inside = { parentId: big.id, kind: 'COMMUNITY' };
  const west = await openGrid(bank, { ...inside, boundary: rectangle(0, 0, 5, 10) });
  const east = await openGrid(bank, { ...inside, boundary: rectangle(5, 0, 10, 10) });
  const parts = [
    { name: '北', boundary: rectangle(5, 5, 10, 10) },
    { name: '南', boundary: rectangle(5, 0, 10, 5) },
  ];
  const later = { effectiveDate: '2099-01-01', crs: CRS };
  await bank.command('grid.split', { id: east.id, parts, ...later });
  // 2.9 % of itself; 5.8 % if the eastern ground counted for both its periods.
  const wider = { id: west.id, boundary: rectangle(0, 0, 5.15, 10), crs: CRS };
  t.ok((await bank.command('grid.redraw', wider)).areaM2 > 0);
  const tooWide = { ...wider, boundary: rectangle(0, 0, 5.3, 10) };
  const refused = await bank.refused('grid.redraw', tooWide);
  t.equal(refused.code, 'grid.overlap_urban_share');
  t.match(refused.details.overlapShare.toFixed(4), '0.0600');
});
