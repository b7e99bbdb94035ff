import type { TestApp } from '../../helpers/app.ts';
import { foundAreas, openGrid, rectangle, VILLAGE } from '../grids/territory.ts';

/** Identity numbers of nobody, with valid check digits. */
export const HEAD = '11010519491231002X';
export const SPOUSE = '440524188001010014';

/** A village with a western and an eastern half that leave a strip in the north to no grid. */
export async function openTerritory(app: TestApp) {
  await foundAreas(app);
  const bank = app.as('administrator');
  const big = await openGrid(bank, { areaCode: VILLAGE, boundary: rectangle(0, 0, 10, 11) });
  const inside = { parentId: big.id };
  const west = await openGrid(bank, { ...inside, boundary: rectangle(0, 0, 5, 10) });
  const east = await openGrid(bank, { ...inside, boundary: rectangle(5, 0, 10, 10) });
  return { big, west, east };
}

/** A point in hundredths of a degree, as the boundaries of the territory are given. */
export const point = (x: number, y: number) => ({
  point: [112.6 + x / 100, 30.3 + y / 100],
  crs: 'CGCS2000',
});
