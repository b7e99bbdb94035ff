import { test } from 'tap';
import { type Caller, testApp } from '../../helpers/app.ts';
import {
  CRS,
  codeOf,
  foundAreas,
  OPENED,
  OTHER_VILLAGE,
  openField,
  openGrid,
  rectangle,
  VILLAGE,
} from './territory.ts';

const TODAY = '2026-03-02';

const GRIDS = `query ($prefix: String!, $asOf: Date) {
  grids(first: 100, asOf: $asOf, order: CODE, filter: { areaCodePrefix: $prefix }) { nodes { code areaM2 } }
}`;

type Node = { code: string; areaM2: number };

async function codes(who: Caller, asOf = TODAY, prefix = VILLAGE): Promise<string[]> {
  const { grids } = await who.query(GRIDS, { prefix, asOf });
  return grids.nodes.map((node: Node) => node.code);
}

test('a merge', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const bank = app.as('administrator');
  const { big, west, east } = await openField(bank);
  const input = { gridIds: [west.id, east.id], name: '合并' };
  t.equal(
    await codeOf(bank, 'grid.merge', { ...input, gridIds: [west.id, west.id] }),
    'grid.merge_needs_two',
  );
  t.equal(
    await codeOf(bank, 'grid.merge', { ...input, gridIds: [west.id, big.id] }),
    'grid.merge_level',
  );
  const { grids } = await bank.query(GRIDS, { prefix: VILLAGE, asOf: TODAY });
  const sizes = new Map(grids.nodes.map((node: Node) => [node.code, node.areaM2]));
  const done = await bank.command('grid.merge', input);
  t.equal(done.contiguous, true);
  t.equal(done.applied, true);
  t.same(await codes(bank), [VILLAGE, `${VILLAGE}003`, `${VILLAGE}00301`, `${VILLAGE}00302`]);
  const after = await bank.query(GRIDS, { prefix: VILLAGE, asOf: TODAY });
  const merged = after.grids.nodes.find((node: Node) => node.code === `${VILLAGE}003`).areaM2;
  const together = Number(sizes.get(west.code)) + Number(sizes.get(east.code));
  t.ok(Math.abs(merged - together) < 1, 'the ground of both');

  await t.test('of big grids of two villages', async (t) => {
    const other = await openGrid(bank, {
      areaCode: OTHER_VILLAGE,
      boundary: rectangle(10, 0, 20, 10),
    });
    const joined = await bank.command('grid.merge', {
      gridIds: [big.id, other.id],
      name: '两村',
      areaCode: OTHER_VILLAGE,
    });
    t.equal(joined.moves[0].toCode, `${VILLAGE.slice(0, 9)}601`);
    t.equal((await codes(bank, TODAY, OTHER_VILLAGE)).length, 4);
    t.same(await codes(bank), []);
  });
});

test('a move', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const bank = app.as('administrator');
  const { big, west, east, south } = await openField(bank);
  const other = await openGrid(bank, {
    areaCode: OTHER_VILLAGE,
    boundary: rectangle(10, 0, 20, 10),
  });
  const move = { id: east.id, parentId: other.id };
  t.equal(await codeOf(bank, 'grid.move', { ...move, parentId: big.id }), 'grid.move_nowhere');
  t.equal(await codeOf(bank, 'grid.move', { ...move, parentId: west.id }), 'grid.move_level');
  t.equal(await codeOf(bank, 'grid.move', { id: east.id }), 'grid.parent_or_area');
  t.equal(await codeOf(bank, 'grid.move', move), 'grid.outside_parent');
  t.equal(
    await codeOf(bank, 'grid.move', { ...move, annex: true, effectiveDate: '2026-05-01' }),
    'grid.annex_future',
  );
  const done = await bank.command('grid.move', { ...move, annex: true });
  t.equal(done.moves[0].toCode, `${OTHER_VILLAGE}001`);
  const { grids } = await bank.query(GRIDS, { prefix: '429005106', asOf: TODAY });
  const size = (code: string) => grids.nodes.find((node: Node) => node.code === code).areaM2;
  t.ok(Math.abs(size(VILLAGE) - size(west.code)) < 1, 'the old village keeps the west');
  t.ok(size(OTHER_VILLAGE) > 2.9 * size(west.code), 'the other has gained the east');
  const former = await bank.query(
    `query ($id: ID!) { grid(id: $id) { boundaryFrom formerBoundaries(first: 5) { nodes { validFrom validTo areaM2 } } } }`,
    { id: big.id },
  );
  t.match(former.grid, {
    boundaryFrom: TODAY,
    formerBoundaries: { nodes: [{ validFrom: OPENED, validTo: TODAY }] },
  });

  await t.test('of a micro grid to a neighbour inside the same big grid', async (t) => {
    const middle = await bank.command('grid.open', {
      parentId: big.id,
      name: 'x',
      kind: 'VILLAGE',
    });
    const answer = await codeOf(bank, 'grid.move', {
      id: south.id,
      parentId: middle.grid,
      annex: true,
    });
    t.equal(answer, 'grid.boundary_missing');
    const moved = await bank.command('grid.move', { id: south.id, parentId: middle.grid });
    t.equal(moved.moves[0].toCode, `${VILLAGE}00301`);
  });
});

test('retiring, redrawing, mapping', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const bank = app.as('administrator');
  const { big, west, east, south, north } = await openField(bank);
  const map = (id: string, ...names: string[]) =>
    bank.command('grid.map-government', {
      id,
      source: '综治平台',
      governmentGrids: names.map((code) => ({ code, name: `综治${code}` })),
    });
  t.match(await map(south.id, 'ZZ-1', 'ZZ-2'), { added: 2, kept: 0, ended: 0 });
  t.match(await map(south.id, 'ZZ-2', 'ZZ-3'), { added: 1, kept: 1, ended: 1 });
  await map(north.id, 'ZZ-3');
  const twin = { code: 'ZZ-4', name: '综治' };
  const twice = { id: north.id, source: '综治平台', governmentGrids: [twin, twin] };
  t.match(await bank.refused('grid.map-government', twice), {
    code: 'grid.mapped_twice',
    path: ['governmentGrids', 1, 'code'],
  });

  const retire = (id: string, more: Record<string, unknown> = {}) => ({ id, ...more });
  t.equal(await codeOf(bank, 'grid.retire', retire(west.id)), 'command.reason_required');
  const reason = { reason: '撤并' };
  t.equal(await codeOf(bank, 'grid.retire', retire(west.id), reason), 'grid.has_children');
  const done = await bank.command(
    'grid.retire',
    retire(south.id, { successorId: north.id }),
    reason,
  );
  t.same(done.follows, [
    { noun: 'GovernmentGrid', fromCode: south.code, toCode: north.code, count: 2 },
  ]);
  const { grid } = await bank.query(
    `query ($id: ID!) { grid(id: $id) { governmentGrids(first: 5, order: CODE) { nodes { code grids(first: 5) { nodes { code } } } } } }`,
    { id: north.id },
  );
  t.same(grid.governmentGrids.nodes, [
    { code: 'ZZ-2', grids: { nodes: [{ code: north.code }] } },
    { code: 'ZZ-3', grids: { nodes: [{ code: north.code }] } },
  ]);
  t.equal(await codeOf(bank, 'grid.retire', retire(south.id), reason), 'grid.not_in_force');

  await t.test('its code is never given again', async (t) => {
    const again = await openGrid(bank, { parentId: west.id, validFrom: TODAY });
    t.equal(again.code, `${west.code}03`);
    const taken = { parentId: west.id, name: 'x', kind: 'VILLAGE', code: south.code };
    t.equal(await codeOf(bank, 'grid.open', taken), 'grid.code_taken');
  });

  await t.test('a new boundary holds what is inside and spares the neighbours', async (t) => {
    const redraw = (id: string, ...box: [number, number, number, number]) => ({
      id,
      boundary: rectangle(...box),
      crs: CRS,
    });
    t.equal(await codeOf(bank, 'grid.redraw', redraw(west.id, 0, 0, 5, 6)), 'grid.child_outside');
    t.equal(await codeOf(bank, 'grid.redraw', redraw(west.id, 0, 0, 6, 10)), 'grid.overlap_rural');
    t.equal(
      await codeOf(bank, 'grid.redraw', redraw(east.id, 5, 0, 11, 10)),
      'grid.outside_parent',
    );
    t.equal(await codeOf(bank, 'grid.redraw', redraw(big.id, 0, 0, 7, 10)), 'grid.child_outside');
    await bank.command('grid.redraw', redraw(east.id, 6, 0, 10, 10));
    await bank.command('grid.redraw', redraw(west.id, 0, 0, 6, 10));
  });
});
