import { createRequire } from 'node:module';
import { refuse } from '../../kernel/errors.ts';
import { type Position, roundPosition } from './geometry.ts';
import type { InputPath } from './ring-check.ts';

/** gcoord is CommonJS, but its types claim an ES module: required, it is what they describe. */
const gcoord: typeof import('gcoord').default = createRequire(import.meta.url)('gcoord');

/** Coordinate systems a caller may send; what is stored is CGCS2000. */
export const COORDINATE_SYSTEMS = ['CGCS2000', 'WGS84', 'GCJ02', 'BD09'] as const;
export type CoordinateSystem = (typeof COORDINATE_SYSTEMS)[number];

const LONGITUDE_LIMIT = 180;
const LATITUDE_LIMIT = 90;
/** RFC 7946 section 3.1.1: a third number is the altitude; it is dropped. */
const POSITION_SIZES = [2, 3];

/** The system named by the caller. A mixed-up one shifts a point by half a kilometre. */
export function parseCoordinateSystem(crs: unknown, path: InputPath = ['crs']): CoordinateSystem {
  const known = COORDINATE_SYSTEMS.find((name) => name === crs);
  if (!known) throw refuse('grid.crs_invalid', { path, details: { allowed: COORDINATE_SYSTEMS } });
  return known;
}

/** A position in the sender's system to CGCS2000, in stored decimals. */
export function toStored(position: Position, crs: CoordinateSystem): Position {
  if (crs === 'CGCS2000' || crs === 'WGS84') return roundPosition(position);
  const moved = gcoord.transform(position, gcoord[crs], gcoord.WGS84);
  return roundPosition(moved);
}

/** Reads `[longitude, latitude]` or `[longitude, latitude, altitude]` in degrees. */
export function parsePosition(value: unknown, path: InputPath, code: string): Position {
  if (!Array.isArray(value) || !POSITION_SIZES.includes(value.length)) throw refuse(code, { path });
  const [longitude, latitude]: unknown[] = value;
  if (!value.every(Number.isFinite)) throw refuse(code, { path });
  if (typeof longitude !== 'number' || typeof latitude !== 'number') throw refuse(code, { path });
  if (Math.abs(longitude) > LONGITUDE_LIMIT || Math.abs(latitude) > LATITUDE_LIMIT) {
    throw refuse('grid.boundary_out_of_range', { path });
  }
  return [longitude, latitude];
}

/**
 * A GeoJSON Point or a bare `[longitude, latitude]` in the given system, to CGCS2000. Refuses with
 * `grid.crs_invalid`, `grid.point_invalid` or `grid.boundary_out_of_range`.
 */
export function parsePoint(point: unknown, crs: unknown, path: InputPath = ['point']): Position {
  const system = parseCoordinateSystem(crs);
  if (Array.isArray(point))
    return toStored(parsePosition(point, path, 'grid.point_invalid'), system);
  const isPoint = typeof point === 'object' && point !== null && 'type' in point;
  if (!isPoint || point.type !== 'Point' || !('coordinates' in point)) {
    throw refuse('grid.point_invalid', { path });
  }
  const where = [...path, 'coordinates'];
  return toStored(parsePosition(point.coordinates, where, 'grid.point_invalid'), system);
}
