import type { Module } from '../../kernel/module.ts';
import { openGrid } from './commands/open-grid.ts';
import './errors.ts';
import { gridNouns } from './queries.ts';

export { areNeighbours } from './boundary-relations.ts';
export {
  type FollowCount,
  type Followed,
  type Following,
  type GridFollower,
  type GridMove,
  type MoveTarget,
  registerGridFollower,
} from './follower.ts';
export type { Boundary, Position } from './geometry.ts';
export { boundaryColumns, boundaryOfRow } from './grid-rows.ts';
export { pointInBoundary } from './point-in-boundary.ts';

/** The territory cut into grids: no overlap, no gap, every change with its lineage. */
export const grids: Module = {
  name: 'grids',
  nouns: gridNouns,
  commands: [openGrid],
  reads: [],
};
