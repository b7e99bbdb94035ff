import { forEachEdge, type UnitPoint } from './geometry.ts';

/** An edge of a ring with its box; `owner` is whatever the caller tells edges apart by. */
export type Edge<Owner> = {
  owner: Owner;
  /** Index of the start in its ring. */
  index: number;
  start: UnitPoint;
  end: UnitPoint;
  west: number;
  east: number;
  south: number;
  north: number;
};

export function edgesOf<Owner>(points: readonly UnitPoint[], owner: Owner): Edge<Owner>[] {
  const edges: Edge<Owner>[] = [];
  forEachEdge(points, (start, end, index) => {
    const [west, east] = start[0] < end[0] ? [start[0], end[0]] : [end[0], start[0]];
    const [south, north] = start[1] < end[1] ? [start[1], end[1]] : [end[1], start[1]];
    edges.push({ owner, index, start, end, west, east, south, north });
  });
  return edges;
}

/** Visits every pair of edges whose boxes meet, sweeping from west to east. */
export function forEachClosePair<Owner>(
  edges: readonly Edge<Owner>[],
  visit: (a: Edge<Owner>, b: Edge<Owner>) => void,
): void {
  let active: Edge<Owner>[] = [];
  for (const edge of edges.toSorted((a, b) => a.west - b.west)) {
    const remaining: Edge<Owner>[] = [];
    for (const other of active) {
      if (other.east < edge.west) continue;
      remaining.push(other);
      if (other.south <= edge.north && other.north >= edge.south) visit(edge, other);
    }
    remaining.push(edge);
    active = remaining;
  }
}
