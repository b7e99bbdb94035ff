import {
  type Boundary,
  forEachEdge,
  orientation,
  type Position,
  polygonsOf,
  toUnits,
  type UnitPoint,
} from './geometry.ts';

/**
 * Is the point in the boundary? Holes are outside. A point on an edge shared by cells of a true
 * partition belongs to exactly one of them: it counts as lying a hair to the east, then north.
 */
export function pointInBoundary(point: Position, boundary: Boundary): boolean {
  const target = toUnits(point);
  let inside = false;
  for (const ring of polygonsOf(boundary).flat()) {
    if (ringParity(target, ring.map(toUnits))) inside = !inside;
  }
  return inside;
}

/** Does a ray to the east from the point cross the ring an odd number of times? */
export function ringParity(point: UnitPoint, ring: readonly UnitPoint[]): boolean {
  let odd = false;
  forEachEdge(ring, (start, end) => {
    const [low, high] = start[1] < end[1] ? [start, end] : [end, start];
    if (low[1] > point[1] || point[1] >= high[1]) return;
    if (orientation(low, high, point) > 0) odd = !odd;
  });
  return odd;
}
