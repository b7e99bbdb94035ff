import { areaM2, asBoundary, differenceOf } from './clip.ts';
import {
  type Boundary,
  type Box,
  boxOf,
  forEachEdge,
  METRES_PER_DEGREE,
  meeting,
  type Position,
  polygonsOf,
  type Ring,
  toUnits,
} from './geometry.ts';
import { pointInBoundary } from './point-in-boundary.ts';

/** Borders drawn apart by less than this count as touching. */
export const TOUCH_TOLERANCE_M = 1;

/** Text of a Postgres `box`, for the index condition `box @> box(point, point)`. */
export function boxLiteral(boundary: Boundary): string {
  const { west, south, east, north } = boxOf(boundary);
  return `(${east},${north}),(${west},${south})`;
}

/**
 * Texts of Postgres `polygon` values, one per part. They know no holes and compare within 1e-6
 * degrees, so they find candidates only: `pointInBoundary` decides.
 */
export function polygonLiterals(boundary: Boundary): string[] {
  return polygonsOf(boundary).map(([shell]) => {
    const corners = (shell ?? []).slice(0, -1).map(([x, y]) => `(${x},${y})`);
    return `(${corners.join(',')})`;
  });
}

export type Containment = { contained: boolean; outsideM2: number };

/** Does the child lie in the parent, but for `toleranceM2` square metres in all? */
export function containedIn(child: Boundary, parent: Boundary, toleranceM2: number): Containment {
  const outside = asBoundary(differenceOf(child, [parent]));
  const outsideM2 = outside ? areaM2(outside) : 0;
  return { contained: outsideM2 <= toleranceM2, outsideM2 };
}

/**
 * Are two grids neighbours: do they touch, overlap or come within `withinM` metres of each other?
 * A backup officer comes from a neighbouring grid.
 */
export function areNeighbours(a: Boundary, b: Boundary, withinM = TOUCH_TOLERANCE_M): boolean {
  const reachA = widened(boxOf(a), withinM);
  const reachB = widened(boxOf(b), withinM);
  if (!boxesMeet(reachA, boxOf(b))) return false;
  const edgesA = edgesNear(a, reachB);
  const edgesB = edgesNear(b, reachA);
  const near = edgesA.some((edge) =>
    edgesB.some((other) => edgeDistanceM(edge, other, withinM) <= withinM),
  );
  return near || startsIn(a, b) || startsIn(b, a);
}

type Edge = { start: Position; end: Position; box: Box };

export const boxesMeet = (a: Box, b: Box): boolean =>
  a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;

function widened(box: Box, metres: number): Box {
  const latitude = metres / METRES_PER_DEGREE;
  const longitude = latitude / cosine(Math.max(Math.abs(box.south), Math.abs(box.north)));
  return {
    west: box.west - longitude,
    south: box.south - latitude,
    east: box.east + longitude,
    north: box.north + latitude,
  };
}

/** Near the poles a degree of longitude has no width; no grid lies there. */
const cosine = (latitude: number): number => Math.max(Math.cos((latitude * Math.PI) / 180), 1e-6);

function edgesNear(boundary: Boundary, box: Box): Edge[] {
  const near: Edge[] = [];
  for (const ring of polygonsOf(boundary).flat()) {
    forEachEdge(ring, (start, end) => {
      const edge = { start, end, box: edgeBox(start, end) };
      if (boxesMeet(edge.box, box)) near.push(edge);
    });
  }
  return near;
}

const edgeBox = (start: Position, end: Position): Box => ({
  west: Math.min(start[0], end[0]),
  south: Math.min(start[1], end[1]),
  east: Math.max(start[0], end[0]),
  north: Math.max(start[1], end[1]),
});

/** Metres between two edges on the plane that touches the earth there; beyond `limitM`: Infinity. */
function edgeDistanceM(a: Edge, b: Edge, limitM: number): number {
  if (!boxesMeet(widened(a.box, limitM), b.box)) return Infinity;
  const met = meeting(toUnits(a.start), toUnits(a.end), toUnits(b.start), toUnits(b.end));
  if (met !== 'NONE') return 0;
  return Math.min(
    pointToEdgeM(a.start, b),
    pointToEdgeM(a.end, b),
    pointToEdgeM(b.start, a),
    pointToEdgeM(b.end, a),
  );
}

function pointToEdgeM(point: Position, edge: Edge): number {
  const width = METRES_PER_DEGREE * cosine(point[1]);
  const east = (position: Position) => (position[0] - point[0]) * width;
  const north = (position: Position) => (position[1] - point[1]) * METRES_PER_DEGREE;
  const [x, y] = [east(edge.start), north(edge.start)];
  const [dx, dy] = [east(edge.end) - x, north(edge.end) - y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(x * dx + y * dy) / length));
  return Math.hypot(x + along * dx, y + along * dy);
}

/** Without edges near each other one lies wholly inside the other, or they are apart. */
function startsIn(a: Boundary, b: Boundary): boolean {
  return polygonsOf(a).some((rings: Ring[]) => {
    const start = rings[0]?.[0];
    return start !== undefined && pointInBoundary(start, b);
  });
}
