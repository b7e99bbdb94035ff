import type { Caller, TestApp } from '../../helpers/app.ts';

/** A town and villages to cut into grids; codes as in the demo county. */
export const TOWN = '429005106';
export const VILLAGE = '429005106201';
export const OTHER_VILLAGE = '429005106202';
export const COMMUNITY = '429005106001';

/** Divisions in force since 2020, put in by the operator. */
export async function foundAreas(app: TestApp): Promise<void> {
  const rows = [
    { code: '42', name: '湖北省' },
    { code: '4290', name: '省直辖县级行政区划' },
    { code: '429005', name: '潜江市' },
    { code: TOWN, name: '浩口镇' },
    { code: VILLAGE, name: '柳洲村' },
    { code: OTHER_VILLAGE, name: '庄场村' },
    { code: COMMUNITY, name: '浩口社区' },
  ];
  const input = { source: 'test', effectiveDate: '2020-01-01', rows };
  await app.as('operator').command('area.import', input);
}

/** A rectangle in hundredths of a degree from 112.60 E, 30.30 N; whole numbers share borders. */
export function rectangle(west: number, south: number, east: number, north: number) {
  const x = (units: number) => Math.round((112.6 + units / 100) * 1e8) / 1e8;
  const y = (units: number) => Math.round((30.3 + units / 100) * 1e8) / 1e8;
  return {
    type: 'Polygon',
    coordinates: [
      [
        [x(west), y(south)],
        [x(east), y(south)],
        [x(east), y(north)],
        [x(west), y(north)],
        [x(west), y(south)],
      ],
    ],
  };
}

export const CRS = 'CGCS2000';
export const OPENED = '2025-01-01';

type Opened = { id: string; code: string };

/** Opens a grid that has been in force for a while; answers its id and code. */
export async function openGrid(who: Caller, input: Record<string, unknown>): Promise<Opened> {
  const given = { name: '网格', kind: 'VILLAGE', validFrom: OPENED, ...input };
  const drawn = 'boundary' in input ? { crs: CRS } : {};
  const result = await who.command('grid.open', { ...drawn, ...given });
  return { id: result.grid, code: result.code };
}

/** The code of a refusal, however it was answered. */
export async function codeOf(
  who: Caller,
  name: string,
  input: Record<string, unknown>,
  given: { reason?: string } = {},
): Promise<string> {
  const answer = await who.refused(name, input, given);
  return answer.problem?.code ?? answer.code;
}

/** A village's big grid with two small ones; the first holds two micro grids. */
export async function openField(bank: Caller) {
  const big = await openGrid(bank, { areaCode: VILLAGE, boundary: rectangle(0, 0, 10, 10) });
  const west = await openGrid(bank, { parentId: big.id, boundary: rectangle(0, 0, 5, 10) });
  const east = await openGrid(bank, { parentId: big.id, boundary: rectangle(5, 0, 10, 10) });
  const south = await openGrid(bank, { parentId: west.id, boundary: rectangle(0, 0, 5, 5) });
  const north = await openGrid(bank, { parentId: west.id, boundary: rectangle(0, 5, 5, 10) });
  return { big, west, east, south, north };
}
