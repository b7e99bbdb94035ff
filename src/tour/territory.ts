import { type Boundary, boundaryOf, boxOf, intersectionOf } from '../modules/grids/index.ts';
import { at, type Client, listAt, textAt } from './client.ts';
import type { Founded } from './founding.ts';

/** The township the tour's branch serves: 熊口镇. */
const TOWNSHIP = '429005104';
/** Where the village has no boundary yet: a rectangle of about 1.9 by 2.2 km. */
const DRAWN = { west: 112.7, south: 30.3, east: 112.72, north: 30.32 };

const rectangle = ({ west, south, east, north }: typeof DRAWN): Boundary => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
});

/** The western and eastern part of a boundary, cut in the middle. */
function halvesOf(whole: Boundary): [Boundary, Boundary] {
  const box = boxOf(whole);
  const middle = Math.round(((box.west + box.east) / 2) * 1e6) / 1e6;
  const part = (side: typeof DRAWN): Boundary => {
    const half = boundaryOf(intersectionOf(whole, rectangle(side)));
    if (!half) throw new Error('the village is too small to cut');
    return half;
  };
  return [part({ ...box, east: middle }), part({ ...box, west: middle })];
}

export type Divided = { village: string; big: string; west: string; east: string };

/** A point in the western grid, where the tour's household lives. */
export type House = { type: 'Point'; coordinates: [number, number] };

/** A village becomes a big grid, holds a small one, and that is split in two, previewed first. */
export async function divideTerritory(client: Client, { cast }: Founded): Promise<Divided> {
  const { administrator } = cast;
  const villages = await client.get(
    administrator,
    `/v1/areas?codePrefix=${TOWNSHIP}&level=VILLAGE&first=1`,
  );
  const village = textAt(villages, 'nodes', 0, 'code');
  const known = at(villages, 'nodes', 0, 'boundary') as unknown as Boundary | null;
  const whole = known ?? rectangle(DRAWN);
  const [westHalf, eastHalf] = halvesOf(whole);
  const big = await client.post(administrator, '/v1/grids/open', {
    areaCode: village.padEnd(12, '0'),
    name: '导览村网格',
    kind: 'VILLAGE',
    boundary: whole,
    crs: 'CGCS2000',
  });
  const bigGrid = textAt(big, 'grid');
  const small = await client.post(administrator, '/v1/grids/open', {
    parentId: bigGrid,
    name: '导览村综合网格',
    kind: 'VILLAGE',
    boundary: whole,
    crs: 'CGCS2000',
  });
  const path = `/v1/grids/${textAt(small, 'grid')}`;
  const body = {
    crs: 'CGCS2000',
    parts: [
      { name: '导览村西网格', boundary: westHalf },
      { name: '导览村东网格', boundary: eastHalf },
    ],
  };
  await client.change(administrator, path, 'split', { body, dryRun: true });
  await client.change(administrator, path, 'split', { body, reason: '户数过多，分为两格' });
  const parts = await client.get(administrator, `/v1/grids?parent=${bigGrid}&order=CODE&first=10`);
  const [west, east] = listAt(parts, 'nodes').map((grid) => textAt(grid, 'id'));
  if (!west || !east) throw new Error('the split left no two grids');
  await client.get(administrator, `/v1/grids/well-field?gridId=${bigGrid}`);
  return { village, big: bigGrid, west, east };
}

/** The middle of a grid, as the household's own place. */
export async function houseIn(client: Client, { cast }: Founded, grid: string): Promise<House> {
  const read = await client.get(cast.administrator, `/v1/grids/${grid}`);
  const place = ['centreLongitude', 'centreLatitude'].map((name) => Number(at(read, name)));
  return { type: 'Point', coordinates: place as [number, number] };
}

/** One officer in charge of each grid, each the other's backup. */
export async function staffGrids(
  client: Client,
  { cast, people }: Founded,
  { west, east }: Divided,
): Promise<void> {
  const { administrator, manager, officer, secondOfficer } = cast;
  for (const subject of [officer, secondOfficer]) {
    await client.post(administrator, '/v1/staff/enlist', {
      personId: people[subject],
      kind: 'FULL_TIME',
      duties: ['PROPAGANDIST', 'INFORMANT'],
    });
  }
  const assign = (gridId: string, subject: string, role: string) =>
    client.post(administrator, '/v1/staff/assign', { gridId, personId: people[subject], role });
  await assign(west, officer, 'PRIMARY');
  await assign(east, secondOfficer, 'PRIMARY');
  await assign(west, secondOfficer, 'BACKUP');
  await client.refused(administrator, '/v1/staff/assign', 'staff.primary_taken', {
    gridId: west,
    personId: people[secondOfficer],
    role: 'PRIMARY',
  });
  await client.get(manager, '/v1/staff/vacancies?first=10');
  await client.get(manager, `/v1/staff/public-card?gridId=${west}`);
}
