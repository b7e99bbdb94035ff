import { areaM2, differenceOf } from './clip.ts';
import { type Edge, edgesOf, forEachClosePair } from './edges.ts';
import {
  type Boundary,
  type Box,
  boundaryOf,
  boxOf,
  METRES_PER_DEGREE,
  meeting,
  polygonsOf,
  type Ring,
  toUnits,
  UNITS_PER_DEGREE,
  type UnitPoint,
} from './geometry.ts';
import { pointInBoundary } from './point-in-boundary.ts';

/** Borders drawn apart by less than this count as touching. */
export const TOUCH_TOLERANCE_M = 1;

/** Text of a Postgres `box`, for the index condition `box @> box(point, point)`. */
export function boxLiteral(boundary: Boundary): string {
  const { west, south, east, north } = boxOf(boundary);
  return `(${east},${north}),(${west},${south})`;
}

export type Containment = { contained: boolean; outsideM2: number };

/** Does the child lie in the parent, but for `toleranceM2` square metres in all? */
export function containedIn(child: Boundary, parent: Boundary, toleranceM2: number): Containment {
  const outside = boundaryOf(differenceOf(child, [parent]));
  const outsideM2 = outside ? areaM2(outside) : 0;
  return { contained: outsideM2 <= toleranceM2, outsideM2 };
}

export const boxesMeet = (a: Box, b: Box): boolean =>
  a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;

/**
 * Are two grids neighbours: do they touch, overlap or come within `withinM` metres of each other?
 * A backup officer comes from a neighbouring grid.
 */
export function areNeighbours(a: Boundary, b: Boundary, withinM = TOUCH_TOLERANCE_M): boolean {
  const reach = reachOf(boxOf(a), withinM);
  if (!boxesMeet(widened(boxOf(a), reach), boxOf(b))) return false;
  const edges = [...edgesNear(a, boxOf(b), reach), ...edgesNear(b, boxOf(a), reach)];
  let near = false;
  forEachClosePair(edges, (edge, other) => {
    if (near || edge.owner === other.owner) return;
    near = edgeDistanceM(edge, other) <= withinM;
  });
  return near || startsIn(a, b) || startsIn(b, a);
}

/** So many metres as degrees of longitude and of latitude, rounded up. */
type Reach = { longitude: number; latitude: number };

function reachOf({ south, north }: Box, metres: number): Reach {
  const latitude = metres / METRES_PER_DEGREE;
  const furthest = Math.max(Math.abs(south), Math.abs(north)) + latitude;
  return { latitude, longitude: latitude / cosine(furthest) };
}

/** Near the poles a degree of longitude has no width; no grid lies there. */
const cosine = (latitude: number): number => Math.max(Math.cos((latitude * Math.PI) / 180), 1e-6);

const widened = (box: Box, { longitude, latitude }: Reach): Box => ({
  west: box.west - longitude,
  south: box.south - latitude,
  east: box.east + longitude,
  north: box.north + latitude,
});

/** The edges of a boundary that come within reach of the box, their boxes widened by it. */
function edgesNear(boundary: Boundary, box: Box, reach: Reach): Edge<Boundary>[] {
  const [longitude, latitude] = toUnits([reach.longitude, reach.latitude]);
  const [west, south] = toUnits([box.west, box.south]);
  const [east, north] = toUnits([box.east, box.north]);
  const target = { west, south, east, north };
  return polygonsOf(boundary)
    .flatMap((rings) => rings.flatMap((ring) => edgesOf(ring.map(toUnits), boundary)))
    .map((edge) => ({ ...edge, ...widened(edge, { longitude, latitude }) }))
    .filter((edge) => boxesMeet(edge, target));
}

/** Metres between two edges on the plane that touches the earth there. */
function edgeDistanceM(a: Edge<Boundary>, b: Edge<Boundary>): number {
  if (meeting(a.start, a.end, b.start, b.end) !== 'NONE') return 0;
  return Math.min(
    pointToEdgeM(a.start, b),
    pointToEdgeM(a.end, b),
    pointToEdgeM(b.start, a),
    pointToEdgeM(b.end, a),
  );
}

function pointToEdgeM(point: UnitPoint, edge: Edge<Boundary>): number {
  const metresNorth = METRES_PER_DEGREE / UNITS_PER_DEGREE;
  const metresEast = metresNorth * cosine(point[1] / UNITS_PER_DEGREE);
  const x = (edge.start[0] - point[0]) * metresEast;
  const y = (edge.start[1] - point[1]) * metresNorth;
  const dx = (edge.end[0] - edge.start[0]) * metresEast;
  const dy = (edge.end[1] - edge.start[1]) * metresNorth;
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
