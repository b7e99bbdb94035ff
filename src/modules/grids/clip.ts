import { area } from '@turf/area';
import { difference, intersection, union } from 'polyclip-ts';
import {
  type Boundary,
  boundaryOf,
  type PolygonBoundary,
  polygonsOf,
  type Ring,
  roundPosition,
} from './geometry.ts';

/** One polygon of a gap or an overlap and its size on the ground. */
export type Patch = { boundary: PolygonBoundary; areaM2: number };

/**
 * Area in square metres on the sphere, holes taken off. An edge is a straight line in longitude
 * and latitude, so two neighbours that share every vertex add up to their union exactly.
 */
export const areaM2 = (boundary: Boundary): number => area(boundary);

/** The union of these boundaries, as polygons. */
export function unionOf(boundaries: readonly Boundary[]): Ring[][] {
  const [first, ...others] = boundaries.map((boundary) => boundary.coordinates);
  return first ? union(first, ...others) : [];
}

/** What lies in both. */
export const intersectionOf = (a: Boundary, b: Boundary): Ring[][] =>
  intersection(a.coordinates, b.coordinates);

/** What lies in `boundary` and in none of the others. */
export const differenceOf = (boundary: Boundary, others: readonly Boundary[]): Ring[][] =>
  difference(boundary.coordinates, ...others.map((other) => other.coordinates));

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

/** The polygons as one boundary, for arithmetic on clipping results; null when empty. */
export const asBoundary = (polygons: Ring[][]): Boundary | null => boundaryOf(polygons);

/** Every polygon of a boundary as a boundary of its own. */
export const partsOf = (boundary: Boundary): PolygonBoundary[] => polygonsOf(boundary).map(polygon);

const polygon = (coordinates: Ring[]): PolygonBoundary => ({ type: 'Polygon', coordinates });
