import { refuse } from '../../kernel/errors.ts';
import { differenceOf, storedBoundary, unionOf } from './clip.ts';
import type { Boundary } from './geometry.ts';
import { type Cell, SLIVER_M2, type WellFieldReport, wellField } from './well-field.ts';

/**
 * The parts of a split cover the whole grid, do not overlap (whatever its class: what is divided
 * is divided) and stay inside it. Refuses with `grid.split_needs_two`, `grid.split_leaves_gap`,
 * `grid.split_overlap` or `grid.outside_parent`; else the report, for the preview.
 */
export function checkSplit(
  original: Boundary,
  parts: readonly Cell[],
  epsilonM2 = SLIVER_M2,
): WellFieldReport {
  if (parts.length < 2) throw refuse('grid.split_needs_two', { path: ['parts'] });
  const report = wellField(original, parts, epsilonM2);
  const index = (id: string | undefined) => parts.findIndex((part) => part.id === id);
  const [gap] = report.gaps;
  const [overlap] = report.overlaps;
  const [excess] = report.outside;
  if (excess) {
    const details = { outsideM2: report.outsideM2, patches: excess.patches };
    throw refuse('grid.outside_parent', { path: ['parts', index(excess.id)], details });
  }
  if (overlap) {
    const details = { overlapM2: report.overlapM2, patches: overlap.patches };
    throw refuse('grid.split_overlap', { path: ['parts', index(overlap.b)], details });
  }
  if (gap) {
    const details = { gapM2: report.gapM2, patches: report.gaps };
    throw refuse('grid.split_leaves_gap', { path: ['parts'], details });
  }
  return report;
}

/** Contiguous: one polygon. Grids that do not share a border merge into a MultiPolygon. */
export type Merged = { boundary: Boundary; contiguous: boolean };

/** The ground of all these grids together. Refuses with `grid.merge_needs_two`. */
export function mergeBoundaries(boundaries: readonly Boundary[]): Merged {
  const merged = boundaries.length < 2 ? null : storedBoundary(unionOf(boundaries));
  if (!merged) throw refuse('grid.merge_needs_two', { path: ['gridIds'] });
  return { boundary: merged, contiguous: merged.type === 'Polygon' };
}

/** What is left of a grid when others (an exclusive grid, a moved part) are cut out; null: nothing. */
export const boundaryWithout = (boundary: Boundary, others: readonly Boundary[]): Boundary | null =>
  storedBoundary(differenceOf(boundary, others));
