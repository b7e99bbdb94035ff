import { areaM2 } from '../../../src/modules/grids/clip.ts';
import type { PolygonBoundary, Position } from '../../../src/modules/grids/geometry.ts';
import type { Cell } from '../../../src/modules/grids/well-field.ts';

export type Frame = [west: number, south: number, east: number, north: number];

/** A rectangle in thousandths of a degree (about 100 m) from 112.9 E, 30.4 N. */
export function rectangle([west, south, east, north]: Frame): PolygonBoundary {
  const at = (x: number, y: number): Position => [(112_900 + x) / 1000, (30_400 + y) / 1000];
  const corners = [at(west, south), at(east, south), at(east, north), at(west, north)];
  return { type: 'Polygon', coordinates: [[...corners, at(west, south)]] };
}
export const frameM2 = (frame: Frame): number => areaM2(rectangle(frame));
export const cell = (id: string, frame: Frame): Cell => ({ id, boundary: rectangle(frame) });
export const close = (a: number, b: number): boolean => Math.abs(a - b) <= Math.max(1, b * 1e-6);

export const WHOLE: Frame = [0, 0, 100, 60];
export const HALVES = [cell('a', [0, 0, 50, 60]), cell('b', [50, 0, 100, 60])];
