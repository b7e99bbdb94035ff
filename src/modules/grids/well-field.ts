import { boxesMeet } from './boundary-relations.ts';
import {
  areaM2,
  differenceOf,
  intersectionOf,
  type Patch,
  patchesOf,
  totalM2,
  unionOf,
} from './clip.ts';
import {
  type Boundary,
  type Box,
  boundaryOf,
  boxOf,
  forEachEdge,
  METRES_PER_DEGREE,
  polygonsOf,
  type Ring,
} from './geometry.ts';

/** A grid and where it lies. */
export type Cell = { id: string; boundary: Boundary };
export type Overlap = { a: string; b: string; patches: Patch[]; areaM2: number };
export type Excess = { id: string; patches: Patch[]; areaM2: number };

/**
 * How far the children of a grid or area keep the well-field rule (井田制: 不重复、不遗漏).
 * Areas in square metres, shares of the parent's area from 0 to 1.
 */
export type WellFieldReport = {
  parentM2: number;
  gaps: Patch[];
  gapM2: number;
  gapShare: number;
  overlaps: Overlap[];
  /** Ground that more than one child claims, counted once. */
  overlapM2: number;
  overlapShare: number;
  /** Children that reach outside the parent. */
  outside: Excess[];
  outsideM2: number;
};

/** Patches smaller than this are drawing noise, unless the caller says otherwise. */
export const SLIVER_M2 = 1;
/** What double arithmetic itself may leave over; never reported. */
const NOISE_M2 = 0.01;

/** Gaps, overlaps and excess of the children; polygons under `epsilonM2` are slivers. */
export function wellField(
  parent: Boundary,
  children: readonly Cell[],
  epsilonM2 = SLIVER_M2,
): WellFieldReport {
  const limit = Math.max(epsilonM2, NOISE_M2);
  const parentM2 = areaM2(parent);
  const covered = boundaryOf(unionOf(children.map((child) => child.boundary)));
  const gaps = patchesOf(differenceOf(parent, covered ? [covered] : []), limit);
  const overlaps = covered && claimsExceed(children, covered) ? overlapsAmong(children, limit) : [];
  const overlapM2 = groundM2(overlaps.flatMap((overlap) => overlap.patches));
  const outside = covered ? excessOf(children, { covered, parent, limit }) : [];
  return {
    parentM2,
    gaps,
    gapM2: totalM2(gaps),
    gapShare: totalM2(gaps) / parentM2,
    overlaps,
    overlapM2,
    overlapShare: overlapM2 / parentM2,
    outside,
    outsideM2: groundM2(outside.flatMap((excess) => excess.patches)),
  };
}

/**
 * Can there be an overlap at all? Children that claim no more than their union covers have none:
 * most fields are in order, and this spares them the comparison of every pair. Compared on the
 * plane of the coordinates, where clipping keeps areas whatever corners it drops.
 */
function claimsExceed(children: readonly Cell[], covered: Boundary): boolean {
  const claimed = children.reduce((sum, child) => sum + planarM2(child.boundary), 0);
  return claimed - planarM2(covered) > NOISE_M2;
}

function planarM2(boundary: Boundary): number {
  const { west, south } = boxOf(boundary);
  const ringM2 = (ring: Ring): number => {
    let doubled = 0;
    forEachEdge(ring, (start, end) => {
      const [x1, y1, x2, y2] = [start[0] - west, start[1] - south, end[0] - west, end[1] - south];
      doubled += x1 * y2 - x2 * y1;
    });
    return (Math.abs(doubled) / 2) * METRES_PER_DEGREE ** 2;
  };
  const polygonM2 = ([shell, ...holes]: Ring[]): number =>
    (shell ? ringM2(shell) : 0) - holes.reduce((sum, hole) => sum + ringM2(hole), 0);
  return polygonsOf(boundary).reduce((sum, polygon) => sum + polygonM2(polygon), 0);
}

/** Pairs that claim the same ground, and that ground. Only cells whose boxes overlap are compared. */
export function overlapsAmong(cells: readonly Cell[], epsilonM2 = SLIVER_M2): Overlap[] {
  const boxed = cells.map(withBox).sort((a, b) => a.box.west - b.box.west);
  const overlaps: Overlap[] = [];
  let active: BoxedCell[] = [];
  for (const cell of boxed) {
    active = active.filter((other) => other.box.east > cell.box.west);
    for (const other of active) overlaps.push(...overlapOf(other, cell, epsilonM2));
    active.push(cell);
  }
  return overlaps;
}

/** What a new or moved grid would share with its siblings; itself, by id, is left out. */
export function overlapsWith(
  cell: Cell,
  siblings: readonly Cell[],
  epsilonM2 = SLIVER_M2,
): Overlap[] {
  const candidate = withBox(cell);
  return siblings
    .filter((sibling) => sibling.id !== cell.id)
    .flatMap((sibling) => overlapOf(candidate, withBox(sibling), epsilonM2));
}

type BoxedCell = Cell & { box: Box };

const withBox = (cell: Cell): BoxedCell => ({ ...cell, box: boxOf(cell.boundary) });

function overlapOf(a: BoxedCell, b: BoxedCell, epsilonM2: number): Overlap[] {
  if (!boxesMeet(a.box, b.box)) return [];
  const limit = Math.max(epsilonM2, NOISE_M2);
  const patches = patchesOf(intersectionOf(a.boundary, b.boundary), limit);
  if (patches.length === 0) return [];
  return [{ a: a.id, b: b.id, patches, areaM2: totalM2(patches) }];
}

type Frame = { covered: Boundary; parent: Boundary; limit: number };

function excessOf(children: readonly Cell[], { covered, parent, limit }: Frame): Excess[] {
  const outside = patchesOf(differenceOf(covered, [parent]), NOISE_M2);
  const boxes = outside.map((patch) => boxOf(patch.boundary));
  return children.map(withBox).flatMap((child) => {
    if (!boxes.some((box) => boxesMeet(box, child.box))) return [];
    const patches = patchesOf(differenceOf(child.boundary, [parent]), limit);
    return patches.length === 0 ? [] : [{ id: child.id, patches, areaM2: totalM2(patches) }];
  });
}

/** Ground under the patches, each square metre counted once. */
export function groundM2(patches: readonly Patch[]): number {
  if (patches.length < 2) return totalM2(patches);
  const ground = boundaryOf(unionOf(patches.map((patch) => patch.boundary)));
  return ground ? areaM2(ground) : 0;
}

/** Rural grids fill blanks and never overlap; urban ones may, up to a share of the parent. */
export type FieldRule = { class: 'RURAL' | 'URBAN'; overlapShareAllowed: number };

export type Verdict = {
  /** No refusal; gaps alone do not refuse, a field may be filled step by step. */
  accepted: boolean;
  /** Nothing is left over. */
  complete: boolean;
  refusals: { code: string; details: Record<string, unknown> }[];
};

/** Does the field keep the rule of its class? */
export function judge(report: WellFieldReport, rule: FieldRule): Verdict {
  const refusals: Verdict['refusals'] = [];
  const { overlapM2, overlapShare, outsideM2 } = report;
  const pairs = report.overlaps.map(({ a, b, areaM2 }) => ({ a, b, areaM2 }));
  if (rule.class === 'RURAL' && pairs.length > 0) {
    refusals.push({ code: 'grid.overlap_rural', details: { overlapM2, pairs } });
  }
  if (rule.class === 'URBAN' && overlapShare > rule.overlapShareAllowed) {
    const details = { overlapM2, overlapShare, allowed: rule.overlapShareAllowed, pairs };
    refusals.push({ code: 'grid.overlap_urban_share', details });
  }
  if (report.outside.length > 0) {
    const grids = report.outside.map(({ id, areaM2 }) => ({ id, areaM2 }));
    refusals.push({ code: 'grid.outside_parent', details: { outsideM2, grids } });
  }
  return { accepted: refusals.length === 0, complete: report.gaps.length === 0, refusals };
}
