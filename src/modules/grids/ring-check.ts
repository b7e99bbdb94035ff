import { refuse } from '../../kernel/errors.ts';
import { differenceOf, intersectionOf } from './clip.ts';
import { type Edge, edgesOf, forEachClosePair } from './edges.ts';
import {
  forEachEdge,
  fromUnits,
  meeting,
  orientation,
  type PolygonBoundary,
  type Ring,
  samePosition,
  toUnits,
  type UnitPoint,
} from './geometry.ts';
import { ringParity } from './point-in-boundary.ts';

/** Path of a value inside a GeoJSON input, e.g. `['boundary', 'coordinates', 0, 3]`. */
export type InputPath = readonly (string | number)[];

type CheckedRing = {
  points: UnitPoint[];
  polygon: number;
  /** Place among all rings of the input. */
  order: number;
  path: InputPath;
  hole: boolean;
};
type RingEdge = Edge<CheckedRing>;
/** Rings and the others they touch in single points, which is allowed. */
type Touches = Map<CheckedRing, Set<CheckedRing>>;

/** Pairs of rings that may touch; each costs a clipping. Real grids have a handful. */
export const TOUCHING_RINGS_LIMIT = 500;

/**
 * Refuses what is no valid polygon: repeated positions, spikes, crossings, rings that share an
 * edge, holes outside their shell, overlapping parts. Exact on stored decimals. Rings of one
 * boundary may touch in single points (OGC simple features); one ring may not touch itself.
 */
export function checkPolygons(polygons: Ring[][], pathOf: (p: number, r: number) => InputPath) {
  const rings = polygons
    .flatMap((polygon, p) =>
      polygon.map((ring, r) => ({
        points: ring.map(toUnits),
        polygon: p,
        path: pathOf(p, r),
        hole: r > 0,
      })),
    )
    .map((ring, order) => ({ ...ring, order }));
  for (const ring of rings) refuseRepeats(ring);
  const touches = refuseCrossings(rings);
  refuseMisplacedHoles(rings, touches);
  refuseOverlappingParts(rings, touches);
}

function refuseRepeats(ring: CheckedRing) {
  forEachEdge(ring.points, (start, end, index) => {
    if (!samePosition(start, end)) return;
    throw refuse('grid.boundary_repeated_position', { path: [...ring.path, index + 1] });
  });
}

function refuseCrossings(rings: readonly CheckedRing[]): Touches {
  const touches: Touches = new Map();
  const edges = rings.flatMap((ring) => edgesOf(ring.points, ring));
  forEachClosePair(edges, (a, b) => judgeMeeting(a, b, touches));
  return touches;
}

function judgeMeeting(a: RingEdge, b: RingEdge, touches: Touches) {
  const kind = meeting(a.start, a.end, b.start, b.end);
  if (kind === 'NONE') return;
  const sameRing = a.owner === b.owner;
  if (kind === 'POINT' && sameRing && areConsecutive(a, b)) return;
  if (kind === 'POINT' && !sameRing) {
    rememberTouch(touches, a.owner, b.owner);
    return;
  }
  const [earlier, later] = comesBefore(a, b) ? [a, b] : [b, a];
  throw refuse('grid.boundary_self_crossing', {
    path: [...later.owner.path, later.index],
    details: {
      edge: [fromUnits(later.start), fromUnits(later.end)],
      meets: [fromUnits(earlier.start), fromUnits(earlier.end)],
      meetsPath: [...earlier.owner.path, earlier.index],
    },
  });
}

const comesBefore = (a: RingEdge, b: RingEdge): boolean =>
  a.owner === b.owner ? a.index < b.index : a.owner.order < b.owner.order;

function areConsecutive(a: RingEdge, b: RingEdge): boolean {
  const step = Math.abs(a.index - b.index);
  return step === 1 || step === a.owner.points.length - 2;
}

function rememberTouch(touches: Touches, a: CheckedRing, b: CheckedRing) {
  if (touches.get(a)?.has(b)) return;
  touches.set(a, (touches.get(a) ?? new Set()).add(b));
  touches.set(b, (touches.get(b) ?? new Set()).add(a));
  const pairs = [...touches.values()].reduce((sum, others) => sum + others.size, 0) / 2;
  if (pairs <= TOUCHING_RINGS_LIMIT) return;
  throw refuse('grid.boundary_too_large', {
    path: a.path,
    details: { touchingRingsLimit: TOUCHING_RINGS_LIMIT },
  });
}

function refuseMisplacedHoles(rings: readonly CheckedRing[], touches: Touches) {
  let shell: CheckedRing | undefined;
  let holes: CheckedRing[] = [];
  for (const ring of rings) {
    if (!ring.hole) {
      shell = ring;
      holes = [];
      continue;
    }
    const inShell = shell !== undefined && liesWithin(ring, shell, touches);
    if (!inShell || holes.some((other) => overlap(ring, other, touches))) {
      throw refuse('grid.boundary_hole_outside', { path: ring.path });
    }
    holes.push(ring);
  }
}

/** An island in a lake is a part of its own: a part may lie in a hole of another. */
function refuseOverlappingParts(rings: readonly CheckedRing[], touches: Touches) {
  const parts = Map.groupBy(rings, (ring) => ring.polygon);
  if (parts.size < 2) return;
  const lists = [...parts.values()];
  lists.forEach((part, index) => {
    for (const other of lists.slice(0, index)) {
      if (!partsOverlap(part, other, touches)) continue;
      throw refuse('grid.boundary_parts_overlap', { path: part[0]?.path.slice(0, -1) ?? [] });
    }
  });
}

function partsOverlap(a: CheckedRing[], b: CheckedRing[], touches: Touches): boolean {
  const touching = a.some((ring) => b.some((other) => touches.get(ring)?.has(other)));
  if (touching) return intersectionOf(polygonOf(a), polygonOf(b)).length > 0;
  return startsInside(a, b) || startsInside(b, a);
}

function startsInside(a: CheckedRing[], b: CheckedRing[]): boolean {
  const start = a[0]?.points[0];
  return start !== undefined && b.filter((ring) => ringParity(start, ring.points)).length % 2 === 1;
}

function liesWithin(hole: CheckedRing, shell: CheckedRing, touches: Touches): boolean {
  if (touches.get(hole)?.has(shell)) {
    return differenceOf(polygonOf([hole]), [polygonOf([shell])]).length === 0;
  }
  const start = hole.points[0];
  return start !== undefined && ringParity(start, shell.points);
}

function overlap(a: CheckedRing, b: CheckedRing, touches: Touches): boolean {
  return partsOverlap([a], [b], touches);
}

const polygonOf = (rings: readonly CheckedRing[]): PolygonBoundary => ({
  type: 'Polygon',
  coordinates: rings.map((ring) => ring.points.map(fromUnits)),
});

/** The simple ring turned counter-clockwise (`true`) or clockwise (`false`); exact. */
export function turnedRing(ring: Ring, counterClockwise: boolean): Ring {
  const points = ring.slice(0, -1).map(toUnits);
  let lowest = 0;
  points.forEach((point, index) => {
    const best = points[lowest] ?? point;
    if (point[0] < best[0] || (point[0] === best[0] && point[1] < best[1])) lowest = index;
  });
  const before = points.at(lowest - 1);
  const here = points[lowest];
  const after = points[(lowest + 1) % points.length];
  if (!before || !here || !after) return ring;
  const turnsLeft = orientation(before, here, after) > 0;
  return turnsLeft === counterClockwise ? ring : ring.toReversed();
}
