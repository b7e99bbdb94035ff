import { area } from '@turf/area';
import {
  type Boundary,
  forEachEdge,
  type Position,
  polygonsOf,
  type Ring,
  roundPosition,
} from './geometry.ts';
import { pointInBoundary } from './point-in-boundary.ts';

/**
 * A point inside the boundary, for labels: the centroid of its largest polygon, or, where a bent
 * shape leaves that outside, the middle of the widest stretch on a level through it.
 */
export function centreOf(boundary: Boundary): Position {
  const [largest] = polygonsOf(boundary)
    .map((rings) => ({ rings, size: area({ type: 'Polygon', coordinates: rings }) }))
    .sort((a, b) => b.size - a.size);
  const rings = largest?.rings ?? [];
  const centroid = roundPosition(centroidOf(rings[0] ?? []));
  if (pointInBoundary(centroid, boundary)) return centroid;
  return roundPosition(widestMiddle(rings, levelNear(rings, centroid[1])));
}

/** Computed relative to the first corner, where products stay small and exact enough. */
function centroidOf(shell: Ring): Position {
  const [west, south] = shell[0] ?? [0, 0];
  let [doubled, x, y] = [0, 0, 0];
  forEachEdge(shell, (start, end) => {
    const [x1, y1, x2, y2] = [start[0] - west, start[1] - south, end[0] - west, end[1] - south];
    const cross = x1 * y2 - x2 * y1;
    doubled += cross;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
  });
  return doubled === 0 ? [west, south] : [west + x / (3 * doubled), south + y / (3 * doubled)];
}

/** A latitude between two corners, nearest to the one wanted, so that no corner lies on it. */
function levelNear(rings: readonly Ring[], wanted: number): number {
  const levels = [...new Set(rings.flat().map((position) => position[1]))].sort((a, b) => a - b);
  const middles = levels.slice(1).map((level, index) => (level + (levels[index] ?? level)) / 2);
  const distance = (level: number) => Math.abs(level - wanted);
  return middles.sort((a, b) => distance(a) - distance(b))[0] ?? wanted;
}

function widestMiddle(rings: readonly Ring[], level: number): Position {
  const crossings: number[] = [];
  for (const ring of rings) {
    forEachEdge(ring, ([x1, y1], [x2, y2]) => {
      if (y1 > level !== y2 > level) crossings.push(x1 + ((level - y1) / (y2 - y1)) * (x2 - x1));
    });
  }
  crossings.sort((a, b) => a - b);
  let [best, width] = [crossings[0] ?? 0, -1];
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const [from, to] = [crossings[index] ?? 0, crossings[index + 1] ?? 0];
    if (to - from > width) [best, width] = [(from + to) / 2, to - from];
  }
  return [best, level];
}
