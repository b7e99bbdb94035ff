import { type Client, listAt, textAt } from './client.ts';
import type { Founded } from './founding.ts';

/** The township the tour's branch serves: 熊口镇. */
const TOWNSHIP = '429005104';
const WEST = 112.7;
const SOUTH = 30.3;
/** A village of about 1.9 by 2.2 km, cut in the middle. */
const SIDE = 0.02;

type Polygon = { type: 'Polygon'; coordinates: number[][][] };

const rectangle = (west: number, south: number, east: number, north: number): Polygon => ({
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

const whole = rectangle(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE);
const westHalf = rectangle(WEST, SOUTH, WEST + SIDE / 2, SOUTH + SIDE);
const eastHalf = rectangle(WEST + SIDE / 2, SOUTH, WEST + SIDE, SOUTH + SIDE);

/** Somewhere in the western half. */
export const HOUSE = { type: 'Point', coordinates: [WEST + SIDE / 4, SOUTH + SIDE / 2] };

export type Divided = { village: string; big: string; west: string; east: string };

/** A village becomes a big grid, holds a small one, and that is split in two, previewed first. */
export async function divideTerritory(client: Client, { cast }: Founded): Promise<Divided> {
  const { administrator } = cast;
  const villages = await client.get(
    administrator,
    `/v1/areas?codePrefix=${TOWNSHIP}&level=VILLAGE&first=1`,
  );
  const village = textAt(villages, 'nodes', 0, 'code');
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
