import type { Module } from '../../kernel/module.ts';
import { applyDue, applyDueDaily } from './commands/apply-due.ts';
import { drawArea } from './commands/draw-area.ts';
import { mapGovernment } from './commands/map-government.ts';
import { mergeGrids } from './commands/merge-grids.ts';
import { moveGrid } from './commands/move-grid.ts';
import { openGrid } from './commands/open-grid.ts';
import { retireGrid } from './commands/retire-grid.ts';
import { redrawGrid, renameGrid, reviseGrid } from './commands/revise-grid.ts';
import { setRules } from './commands/set-rules.ts';
import { splitGrid } from './commands/split-grid.ts';
import './errors.ts';
import './mapping-follower.ts';
import { factData } from './fact-data.ts';
import { gridNouns } from './queries.ts';
import { gridReads } from './reads.ts';

export { areNeighbours } from './boundary-relations.ts';
export { intersectionOf } from './clip.ts';
export { parsePoint } from './coordinates.ts';
export {
  type FollowCount,
  type Followed,
  type Following,
  type GridFollower,
  type GridMove,
  type MoveTarget,
  registerGridFollower,
} from './follower.ts';
export { type Boundary, boundaryOf, boxOf, type Position } from './geometry.ts';
export { boundaryColumns, boundaryOfRow } from './grid-rows.ts';
export { locatePoints } from './locate-reads.ts';
export { pointInBoundary } from './point-in-boundary.ts';

/** The territory cut into grids: no overlap, no gap, every change with its lineage. */
export const grids: Module = {
  name: 'grids',
  factData,
  nouns: gridNouns,
  commands: [
    openGrid,
    redrawGrid,
    renameGrid,
    reviseGrid,
    splitGrid,
    mergeGrids,
    moveGrid,
    retireGrid,
    mapGovernment,
    applyDue,
    drawArea,
    setRules,
  ],
  reads: gridReads,
  jobs: [applyDueDaily],
};
