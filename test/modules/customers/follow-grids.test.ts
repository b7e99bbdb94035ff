import { test } from 'tap';
import { partFor } from '../../../src/modules/customers/follow-grids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import {
  CRS,
  codeOf,
  foundAreas,
  OTHER_VILLAGE,
  openGrid,
  rectangle,
  VILLAGE,
} from '../grids/territory.ts';
import { point } from './households.ts';

/** Two villages of eight columns each; cells are whole columns. */
const WIDTH = 8;
const HEIGHT = 4;

type Grid = {
  id: string;
  code: string;
  level: string;
  parent_id: string | null;
  west: number;
  east: number;
};
const GRIDS = `select id, code, level, parent_id,
    round((((bounds[1])[0])::numeric - 112.6) * 100)::int as west,
    round((((bounds[0])[0])::numeric - 112.6) * 100)::int as east
  from grid where valid_to is null and level = $1 order by code`;

async function foundVillages(app: TestApp): Promise<void> {
  await foundAreas(app);
  const bank = app.as('administrator');
  for (const [index, areaCode] of [VILLAGE, OTHER_VILLAGE].entries()) {
    const boundary = rectangle(index * WIDTH, 0, (index + 1) * WIDTH, HEIGHT);
    const big = await openGrid(bank, { areaCode, boundary });
    await openGrid(bank, { parentId: big.id, boundary });
  }
}

type Step = { act: 'split' | 'merge' | 'move'; pick: number; at: number };

/** Takes one step where the field allows it, as the tests of grids do. */
async function take(app: TestApp, { act, pick, at }: Step): Promise<void> {
  const bank = app.as('administrator');
  const small = await app.owner<Grid>(GRIDS, ['SMALL']);
  const chosen = small[pick % small.length];
  if (!chosen) return;
  const id = `grid_${chosen.id}`;
  const siblings = small.filter(({ parent_id }) => parent_id === chosen.parent_id);
  const width = chosen.east - chosen.west;
  if (act === 'split' && width > 1) {
    const cut = chosen.west + 1 + (at % (width - 1));
    const parts = [
      { name: '西', boundary: rectangle(chosen.west, 0, cut, HEIGHT) },
      { name: '东', boundary: rectangle(cut, 0, chosen.east, HEIGHT) },
    ];
    await bank.command('grid.split', { id, parts, crs: CRS });
  }
  const next = siblings.find(({ west }) => west === chosen.east);
  if (act === 'merge' && next) {
    await bank.command('grid.merge', { gridIds: [id, `grid_${next.id}`], name: '并' });
  }
  const bigs = await app.owner<Grid>(GRIDS, ['BIG']);
  const other = bigs.find((big) => big.id !== chosen.parent_id);
  if (act === 'move' && other && siblings.length > 1) {
    await bank.command('grid.move', { id, parentId: `grid_${other.id}`, annex: true });
  }
}

type Row = { id: string; column: number | null; code: string; west: number; east: number };
const CUSTOMERS = `select c.id, round((c.longitude::numeric - 112.6) * 100 - 0.5)::int as column, g.code,
    round((((g.bounds[1])[0])::numeric - 112.6) * 100)::int as west,
    round((((g.bounds[0])[0])::numeric - 112.6) * 100)::int as east
  from customer c join grid g on g.institution_id = c.institution_id and g.id = c.grid_id
  where g.valid_to is null and g.level = 'SMALL' and c.territory_code = g.code
    and c.area_code = g.area_code and c.status = 'ACTIVE' order by c.id`;

test('households are conserved over splits, merges and moves, each where its house is', async (t) => {
  const app = await testApp(t);
  await foundVillages(app);
  const bank = app.as('grid.manager');
  const [first] = await app.owner<Grid>(GRIDS, ['SMALL']);
  const houses = [
    ...Array.from({ length: 2 * WIDTH }, (_, column) => point(column + 0.5, 1)),
    { gridId: `grid_${first?.id}` },
    { gridId: `grid_${first?.id}` },
  ];
  for (const house of houses) {
    await bank.command('customer.register', { kind: 'HOUSEHOLD', name: '户主', ...house });
  }
  const step = fc.record({
    act: fc.constantFrom('split' as const, 'split' as const, 'merge' as const, 'move' as const),
    pick: fc.nat(),
    at: fc.nat(),
  });
  let known: string[] | undefined;
  const taken = async (steps: readonly Step[]): Promise<void> => {
    for (const each of steps) {
      await take(app, each);
      const rows = await app.owner<Row>(CUSTOMERS);
      known ??= rows.map(({ id }) => id);
      t.same(
        rows.map(({ id }) => id),
        known,
        'everybody stands in one grid in force',
      );
      const lost = rows.filter(
        ({ column, west, east }) => column !== null && (column < west || column >= east),
      );
      t.same(lost, [], 'in the grid that holds the house');
    }
  };
  // The field goes on from run to run, so that later steps meet grids of every shape.
  const steps = fc.array(step, { minLength: 4, maxLength: 8 });
  const sure: Step[] = [
    { act: 'split', pick: 0, at: 2 },
    { act: 'split', pick: 2, at: 3 },
    { act: 'move', pick: 0, at: 0 },
    { act: 'merge', pick: 0, at: 0 },
    { act: 'merge', pick: 1, at: 0 },
  ];
  await fc.assert(fc.asyncProperty(steps, taken), { numRuns: 4, examples: [[sure]] });
  t.equal(known?.length, houses.length);
  const acts = await app.owner<{ act: string }>(
    'select distinct act from grid_change order by act',
  );
  t.same(
    acts.map(({ act }) => act),
    ['MERGE', 'MOVE', 'SPLIT'],
  );
});

test('a change that lies ahead moves nobody before its day', async (t) => {
  const app = await testApp(t);
  await foundVillages(app);
  const bank = app.as('administrator');
  const manager = app.as('grid.manager');
  const [grid] = await app.owner<Grid>(GRIDS, ['SMALL']);
  const id = `grid_${grid?.id}`;
  const { customer } = await manager.command('customer.register', {
    kind: 'HOUSEHOLD',
    name: '户主',
    ...point(6.5, 1),
  });
  const parts = [
    { name: '西', boundary: rectangle(0, 0, 4, HEIGHT) },
    { name: '东', boundary: rectangle(4, 0, WIDTH, HEIGHT) },
  ];
  await bank.command('grid.split', { id, parts, crs: CRS, effectiveDate: '2026-04-01' });
  const where = async () =>
    (
      await manager.query('query ($id: ID!) { customer(id: $id) { territoryCode } }', {
        id: customer,
      })
    ).customer.territoryCode;
  t.equal(await where(), grid?.code);
  app.clock.set('2026-04-01T02:00:00Z');
  t.equal(
    await codeOf(manager, 'customer.register', { kind: 'HOUSEHOLD', name: '户主', gridId: id }),
    'customer.grid_not_in_force',
    'nobody joins a grid that has ended',
  );
  await bank.command('grid.apply-due', {});
  const [, east] = await app.owner<Grid>(
    `${GRIDS.replace('order by', "and valid_from = '2026-04-01' order by")}`,
    ['SMALL'],
  );
  t.equal(await where(), east?.code);
});

test('a grid with households is not retired without a successor', async (t) => {
  const app = await testApp(t);
  await foundVillages(app);
  const [grid] = await app.owner<Grid>(GRIDS, ['SMALL']);
  const id = `grid_${grid?.id}`;
  await app
    .as('grid.manager')
    .command('customer.register', { kind: 'HOUSEHOLD', name: '户主', gridId: id });
  const refused = await codeOf(app.as('administrator'), 'grid.retire', { id }, { reason: '撤销' });
  t.equal(refused, 'grid.not_empty');
});

test('which part of a split keeps a customer', (t) => {
  const parts = [rectangle(0, 0, 4, 4), rectangle(4, 0, 8, 4)].map((boundary, index) => ({
    gridId: `${index}`,
    code: `${index}`,
    boundary: boundary as { type: 'Polygon'; coordinates: [number, number][][] },
  }));
  const at = (x: number, y: number) => {
    const [longitude = 0, latitude = 0] = point(x, y).point;
    return partFor({ longitude, latitude }, parts)?.gridId;
  };
  t.equal(at(1, 1), '0');
  t.equal(at(5, 1), '1');
  t.equal(at(4, 1), '1', 'a house on the border lies in exactly one');
  t.equal(at(50, 50), '0', 'a house outside both stays with the first');
  t.equal(partFor({ longitude: null, latitude: null }, parts)?.gridId, '0');
  t.equal(partFor({ longitude: 1, latitude: 1 }, []), undefined);
  t.end();
});
