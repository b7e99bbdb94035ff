/** Longitude, latitude in degrees of CGCS2000 (the same as WGS84 within decimetres). */
export type Position = [number, number];
/** A closed ring: the last position repeats the first. */
export type Ring = Position[];
export type PolygonBoundary = { type: 'Polygon'; coordinates: Ring[] };
export type MultiPolygonBoundary = { type: 'MultiPolygon'; coordinates: Ring[][] };
/** GeoJSON geometry of a grid or area: shells counter-clockwise, holes clockwise (RFC 7946). */
export type Boundary = PolygonBoundary | MultiPolygonBoundary;
/** Bounding box in degrees. */
export type Box = { west: number; south: number; east: number; north: number };

/** Stored coordinates hold 8 decimals (about a millimetre); finer input is rounded. */
export const COORDINATE_DECIMALS = 8;
export const UNITS_PER_DEGREE = 10 ** COORDINATE_DECIMALS;

/** Mean radius of the earth (IUGG), the one @turf/area computes with. */
const EARTH_RADIUS_M = 6_371_008.8;
/** Length of a degree of latitude, and of longitude at the equator. */
export const METRES_PER_DEGREE = (Math.PI * EARTH_RADIUS_M) / 180;

/** Covers the rounding of two products and their difference in double arithmetic. */
const FILTER_FACTOR = 8 * 2 ** -53;

/**
 * A position in whole units of the last stored decimal. Integers below 2^53, so differences are
 * exact and the predicates below never err.
 */
export type UnitPoint = readonly [x: number, y: number];

export const toUnits = (position: readonly [number, number]): UnitPoint => [
  Math.round(position[0] * UNITS_PER_DEGREE),
  Math.round(position[1] * UNITS_PER_DEGREE),
];

export const fromUnits = (point: UnitPoint): Position => [
  point[0] / UNITS_PER_DEGREE,
  point[1] / UNITS_PER_DEGREE,
];

export const roundPosition = (position: readonly [number, number]): Position =>
  fromUnits(toUnits(position));

export const samePosition = (a: UnitPoint, b: UnitPoint): boolean => a[0] === b[0] && a[1] === b[1];

/** 1 when `c` lies left of the line from `a` to `b`, -1 right, 0 on it; exact. */
export function orientation(a: UnitPoint, b: UnitPoint, c: UnitPoint): -1 | 0 | 1 {
  const [ux, uy, vx, vy] = [b[0] - a[0], b[1] - a[1], c[0] - a[0], c[1] - a[1]];
  const left = ux * vy;
  const right = uy * vx;
  const determinant = left - right;
  if (Math.abs(determinant) > FILTER_FACTOR * (Math.abs(left) + Math.abs(right))) {
    return determinant > 0 ? 1 : -1;
  }
  const exact = BigInt(ux) * BigInt(vy) - BigInt(uy) * BigInt(vx);
  if (exact === 0n) return 0;
  return exact > 0n ? 1 : -1;
}

/** POINT: they share one point that is an end of at least one. OVERLAP: they share a length. */
export type Meeting = 'NONE' | 'POINT' | 'CROSS' | 'OVERLAP';

/** How the segments a-b and c-d meet; exact. */
export function meeting(a: UnitPoint, b: UnitPoint, c: UnitPoint, d: UnitPoint): Meeting {
  if (samePosition(a, b) && !samePosition(c, d)) return meeting(c, d, a, b);
  const c1 = orientation(a, b, c);
  const d1 = orientation(a, b, d);
  if (c1 === 0 && d1 === 0) return collinearMeeting(a, b, c, d);
  if (c1 === d1) return 'NONE';
  const a2 = orientation(c, d, a);
  const b2 = orientation(c, d, b);
  if (a2 === b2) return 'NONE';
  return c1 * d1 < 0 && a2 * b2 < 0 ? 'CROSS' : 'POINT';
}

function collinearMeeting(a: UnitPoint, b: UnitPoint, c: UnitPoint, d: UnitPoint): Meeting {
  const shared = (axis: 0 | 1): number =>
    Math.min(Math.max(a[axis], b[axis]), Math.max(c[axis], d[axis])) -
    Math.max(Math.min(a[axis], b[axis]), Math.min(c[axis], d[axis]));
  const [wide, high] = [shared(0), shared(1)];
  if (wide < 0 || high < 0) return 'NONE';
  return wide === 0 && high === 0 ? 'POINT' : 'OVERLAP';
}

/** The polygons of a boundary, one or many. */
export const polygonsOf = (boundary: Boundary): Ring[][] =>
  boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;

/** The one-polygon or many-polygon boundary of these polygons; null when there are none. */
export function boundaryOf(polygons: Ring[][]): Boundary | null {
  const [first, ...others] = polygons;
  if (!first) return null;
  if (others.length === 0) return { type: 'Polygon', coordinates: first };
  return { type: 'MultiPolygon', coordinates: polygons };
}

/** Calls `visit` with each edge of the ring and the index of its first position. */
export function forEachEdge<P>(
  ring: readonly P[],
  visit: (start: P, end: P, index: number) => void,
): void {
  let start = ring[0];
  for (let index = 1; index < ring.length; index += 1) {
    const end = ring[index];
    if (start !== undefined && end !== undefined) visit(start, end, index - 1);
    start = end;
  }
}

export function boxOf(boundary: Boundary): Box {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const [shell] of polygonsOf(boundary)) {
    for (const [longitude, latitude] of shell ?? []) {
      box.west = Math.min(box.west, longitude);
      box.south = Math.min(box.south, latitude);
      box.east = Math.max(box.east, longitude);
      box.north = Math.max(box.north, latitude);
    }
  }
  return box;
}
