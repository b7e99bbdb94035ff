import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { COMMUNITY, CRS, foundAreas, openGrid, rectangle, VILLAGE } from './territory.ts';

const REPORT = `query ($gridId: ID, $areaCode: String, $asOf: Date) {
  gridWellField(gridId: $gridId, areaCode: $areaCode, asOf: $asOf) {
    grid { code } areaCode class drawn grids undrawn areaM2 gapM2 gapShare overlapM2 overlapShare
    outsideM2 accepted complete breaches { code zh }
    gaps { areaM2 boundary } overlaps { a { code } b { code } areaM2 } outside { grid { code } areaM2 }
  }
}`;
const LOCATE = `query ($longitude: Float!, $latitude: Float!, $crs: CoordinateSystem!, $asOf: Date) {
  gridLocate(longitude: $longitude, latitude: $latitude, crs: $crs, asOf: $asOf) {
    longitude latitude grids { code }
  }
}`;

test('the well-field report', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const bank = app.as('administrator');
  const big = await openGrid(bank, { areaCode: VILLAGE, boundary: rectangle(0, 0, 10, 10) });
  await openGrid(bank, { parentId: big.id, boundary: rectangle(0, 0, 5, 10) });
  const report = async (variables: Record<string, unknown>, who = 'administrator') =>
    (await app.as(who).query(REPORT, variables)).gridWellField;

  await t.test('a gap is half of the village', async (t) => {
    const field = await report({ gridId: big.id });
    t.match(field, { grid: { code: VILLAGE }, class: 'RURAL', drawn: true, grids: 1, undrawn: 0 });
    t.match(field, { accepted: true, complete: false, overlapM2: 0, breaches: [] });
    t.ok(Math.abs(field.gapShare - 0.5) < 0.001);
    t.equal(field.gaps.length, 1);
    t.equal(field.gaps[0].boundary.type, 'Polygon');
    t.ok(Math.abs(field.gaps[0].areaM2 - field.gapM2) < 1);
  });

  await t.test('nothing is left once the rest is gridded', async (t) => {
    await openGrid(bank, { parentId: big.id, boundary: rectangle(5, 0, 10, 10) });
    const field = await report({ gridId: big.id });
    t.match(field, { accepted: true, complete: true, gapM2: 0, overlapM2: 0, grids: 2 });
    const undrawn = await openGrid(bank, { parentId: big.id });
    t.match(await report({ gridId: big.id }), { complete: false, grids: 2, undrawn: 1 });
    await bank.command('grid.retire', { id: undrawn.id }, { reason: '误设' });
  });

  await t.test('what a data load put in wrong is found', async (t) => {
    const wrong = JSON.stringify(rectangle(4, 0, 11, 10));
    await app.owner('update grid set boundary = $1 where code = $2', [wrong, `${VILLAGE}002`]);
    const field = await report({ gridId: big.id });
    t.same(
      field.breaches.map((each: { code: string }) => each.code),
      ['grid.overlap_rural', 'grid.outside_parent'],
    );
    t.match(field, {
      accepted: false,
      complete: true,
      overlaps: [{ a: { code: `${VILLAGE}001` }, b: { code: `${VILLAGE}002` } }],
      outside: [{ grid: { code: `${VILLAGE}002` } }],
    });
    t.ok(Math.abs(field.overlapShare - 0.1) < 0.001);
  });

  await t.test('of a division: its own boundary, or else the outline of its grids', async (t) => {
    const outline = await report({ areaCode: '429005106' });
    t.match(outline, { areaCode: '429005106', drawn: false, grids: 1, complete: true });
    const drawn = { code: '429005106000', boundary: rectangle(0, 0, 20, 10), crs: CRS };
    await app.as('operator').command('area.draw', drawn);
    const field = await report({ areaCode: '429005106' });
    t.match(field, { drawn: true, complete: false });
    t.ok(Math.abs(field.gapShare - 0.5) < 0.001);
    const again = await report({ areaCode: '429005106', asOf: '2025-06-01' });
    t.match(again, { grids: 1 });
  });

  await t.test('a big grid lies inside its division where that is drawn', async (t) => {
    const drawn = { code: COMMUNITY, boundary: rectangle(10, 0, 20, 10), crs: CRS };
    await app.as('operator').command('area.draw', drawn);
    const input = { areaCode: COMMUNITY, name: 'x', kind: 'COMMUNITY', crs: CRS };
    const answer = await bank.refused('grid.open', { ...input, boundary: rectangle(9, 0, 20, 10) });
    t.match(JSON.stringify(answer), /grid.outside_parent/);
    await openGrid(bank, { ...input, boundary: rectangle(10, 0, 20, 10) });
  });

  await t.test('refusals', async (t) => {
    const codeOf = async (variables: Record<string, unknown>, who = 'administrator') =>
      JSON.stringify((await app.as(who).graphql(REPORT, variables)).errors);
    t.match(await codeOf({}), /grid.field_choice/);
    t.match(await codeOf({ areaCode: '43' }), /object.not_found/);
    t.match(await codeOf({ areaCode: '4290051' }), /area.code_invalid/);
    t.match(await codeOf({ gridId: big.id }, 'other.administrator'), /object.not_found/);
    t.match(await codeOf({ areaCode: VILLAGE }, 'grid.officer'), /object.not_found/);
  });
});

test('which grid is this point in', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const bank = app.as('administrator');
  const big = await openGrid(bank, { areaCode: VILLAGE, boundary: rectangle(0, 0, 10, 10) });
  const west = await openGrid(bank, { parentId: big.id, boundary: rectangle(0, 0, 5, 10) });
  const east = await openGrid(bank, { parentId: big.id, boundary: rectangle(5, 0, 10, 10) });
  const at = async (longitude: number, latitude: number, more: Record<string, unknown> = {}) => {
    const variables = { longitude, latitude, crs: 'WGS84', ...more };
    const { gridLocate } = await bank.query(LOCATE, variables);
    return gridLocate.grids.map((grid: { code: string }) => grid.code);
  };

  await t.test('one point', async (t) => {
    t.same(await at(112.62, 30.35), [big.code, west.code]);
    t.same(await at(112.65, 30.35), [big.code, east.code], 'a shared border belongs to one');
    t.same(await at(112.72, 30.35), []);
    t.same(await at(112.649, 30.35, { crs: 'GCJ02' }), [big.code, west.code]);
    t.same(await at(112.653, 30.35, { crs: 'GCJ02' }), [big.code, west.code], 'moved by the datum');
    t.same(await at(112.62, 30.35, { asOf: '2024-01-01' }), []);
  });

  await t.test('as it lay then, after a redraw', async (t) => {
    const shrink = { id: east.id, boundary: rectangle(8, 0, 10, 10), crs: CRS };
    await bank.command('grid.redraw', shrink);
    t.same(await at(112.66, 30.35), [big.code]);
    t.same(await at(112.66, 30.35, { asOf: '2026-03-01' }), [big.code, east.code]);
  });

  await t.test('many points', async (t) => {
    const points = Array.from({ length: 10_000 }, (_, index) => [
      112.6 + ((index % 100) + 0.5) / 500,
      30.3 + (Math.floor(index / 100) + 0.5) / 500,
    ]);
    const query = `query ($points: JSON!) {
      gridLocateMany(points: $points, crs: CGCS2000) { located matches { index codes ids } }
    }`;
    const { gridLocateMany } = await bank.query(query, { points });
    t.equal(gridLocateMany.located, 2_500, 'a quarter of the square holds the village');
    t.equal(gridLocateMany.matches.length, 10_000);
    t.same(gridLocateMany.matches[0], {
      index: 0,
      codes: [big.code, west.code],
      ids: [big.id, west.id],
    });
    const answer = await bank.graphql(query, { points: [...points, [112, 30]] });
    t.match(JSON.stringify(answer.errors), /grid.points_invalid/);
    const wrong = await bank.graphql(query, {
      points: [
        [112, 30],
        [30, 112],
      ],
    });
    t.match(JSON.stringify(wrong.errors), /grid.boundary_out_of_range/);
  });

  await t.test('others find their own grids only', async (t) => {
    const variables = { longitude: 112.62, latitude: 30.35, crs: 'WGS84' };
    const theirs = await app.as('other.administrator').query(LOCATE, variables);
    t.same(theirs.gridLocate.grids, []);
    const officer = await app.as('grid.officer').query(LOCATE, variables);
    t.same(officer.gridLocate.grids, [], 'an officer without a grid sees nothing');
  });

  await t.test('the same over REST', async (t) => {
    const url = '/v1/grids/locate?longitude=112.62&latitude=30.35&crs=WGS84';
    const { status, body } = await bank.rest({ method: 'GET', url });
    t.equal(status, 200, JSON.stringify(body));
  });
});
