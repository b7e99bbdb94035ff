import { area } from '@turf/area';
import { difference, intersection, union } from 'polyclip-ts';
import { refuse } from '../../kernel/errors.ts';
import { edgesOf, forEachClosePair } from './edges.ts';
import {
  type Boundary,
  boundaryOf,
  meeting,
  type PolygonBoundary,
  polygonsOf,
  type Ring,
  roundPosition,
  toUnits,
} from './geometry.ts';

/** One polygon of a gap or an overlap and its size on the ground. */
export type Patch = { boundary: PolygonBoundary; areaM2: number };

/**
 * Area in square metres on the sphere, holes taken off. An edge is a straight line in longitude
 * and latitude, so two neighbours that share every vertex add up to their union exactly.
 */
export const areaM2 = (boundary: Boundary): number => area(boundary);

/** Places where borders may cross in one clipping; each costs some 60 microseconds. */
export const CROSSINGS_LIMIT = 10_000;

/** The union of these boundaries, as polygons. Refuses with `grid.boundary_too_tangled`. */
export function unionOf(boundaries: readonly Boundary[]): Ring[][] {
  refuseTangle(boundaries);
  const [first, ...others] = boundaries.map((boundary) => boundary.coordinates);
  return first ? union(first, ...others) : [];
}

/** What lies in both. Refuses with `grid.boundary_too_tangled`. */
export function intersectionOf(a: Boundary, b: Boundary): Ring[][] {
  refuseTangle([a, b]);
  return intersection(a.coordinates, b.coordinates);
}

/** What lies in `boundary` and in none of the others. Refuses with `grid.boundary_too_tangled`. */
export function differenceOf(boundary: Boundary, others: readonly Boundary[]): Ring[][] {
  refuseTangle([boundary, ...others]);
  return difference(boundary.coordinates, ...others.map((other) => other.coordinates));
}

/** Two combs laid across each other cross millions of times: counted first, cheaply. */
function refuseTangle(boundaries: readonly Boundary[]) {
  const edges = boundaries.flatMap((boundary, owner) =>
    polygonsOf(boundary).flatMap((rings) =>
      rings.flatMap((ring) => edgesOf(ring.map(toUnits), owner)),
    ),
  );
  let crossings = 0;
  forEachClosePair(edges, (a, b) => {
    if (a.owner === b.owner || meeting(a.start, a.end, b.start, b.end) !== 'CROSS') return;
    crossings += 1;
    if (crossings <= CROSSINGS_LIMIT) return;
    throw refuse('grid.boundary_too_tangled', { details: { crossingsLimit: CROSSINGS_LIMIT } });
  });
}

/** The polygons of at least `epsilonM2`, largest first. Smaller ones are slivers. */
export function patchesOf(polygons: Ring[][], epsilonM2: number): Patch[] {
  return polygons
    .map((coordinates) => ({ boundary: polygon(coordinates), areaM2: area(polygon(coordinates)) }))
    .filter((patch) => patch.areaM2 > 0 && patch.areaM2 >= epsilonM2)
    .sort((a, b) => b.areaM2 - a.areaM2);
}

export const totalM2 = (patches: readonly Patch[]): number =>
  patches.reduce((sum, patch) => sum + patch.areaM2, 0);

/** Clipping makes new corners at full double precision: back to stored decimals. */
export function storedBoundary(polygons: Ring[][]): Boundary | null {
  const rounded = polygons.map((rings) => rings.map(roundedRing).filter((ring) => ring.length > 3));
  return boundaryOf(rounded.filter((rings) => rings.length > 0));
}

function roundedRing(ring: Ring): Ring {
  return ring.map(roundPosition).filter((here, index, all) => {
    const before = all[index - 1];
    return !before || before[0] !== here[0] || before[1] !== here[1];
  });
}

const polygon = (coordinates: Ring[]): PolygonBoundary => ({ type: 'Polygon', coordinates });
