import type { Position, Ring } from '../../../src/modules/grids/geometry.ts';

export const polygon = (...coordinates: Ring[]) => ({ type: 'Polygon', coordinates }) as const;
export const parts = (...coordinates: Ring[][]) => ({ type: 'MultiPolygon', coordinates }) as const;

/** A counter-clockwise rectangle in hundredths of a degree around the demo county. */
export function rectangle(west: number, south: number, east: number, north: number): Ring {
  const at = (x: number, y: number): Position => [(11290 + x) / 100, (3040 + y) / 100];
  return [at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)];
}
export const ring = (...corners: Position[]): Ring =>
  corners.map(([x, y]) => [x / 100 + 112, y / 100 + 30]);
export const clockwise = (positions: Ring): Ring => positions.toReversed();

/** A comb whose long teeth lie close to each other: every box meets every other. */
export function comb(positions: number): Ring {
  const teeth = Math.floor((positions - 3) / 2);
  const corners: Position[] = [];
  for (let tooth = 0; tooth < teeth; tooth += 1) {
    corners.push([112 + tooth * 1e-6, 30 + tooth * 1e-6], [113 + tooth * 1e-6, 31 + tooth * 1e-6]);
  }
  return [...corners, [114, 30], [112, 29.9], corners[0] ?? [0, 0]];
}
