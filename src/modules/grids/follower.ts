import type { GridAct } from '../../generated/enums.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import type { Boundary } from './geometry.ts';

export type MoveTarget = { gridId: string; code: string; boundary: Boundary | null };

/** A grid that ends and what takes its place: several parts of a split, none when just retired. */
export type GridMove = {
  fromGridId: string;
  fromCode: string;
  act: GridAct;
  to: readonly MoveTarget[];
};

export type Following = {
  institutionId: string;
  moves: readonly GridMove[];
  /** The first day of the new grids. */
  effectiveDate: string;
  /** Today's civil date. */
  today: string;
};

/** How many rows follow from one grid to another; `toGridId` null: they end with their grid. */
export type FollowCount = { fromGridId: string; toGridId: string | null; count: number };

export type Followed = {
  counts: readonly FollowCount[];
  /** The objects touched, for the journal. */
  objects?: readonly FactObject[];
};

/**
 * What a module does with its rows when grids become other grids: one handler per association.
 *
 * `AT_ONCE` is for rows that carry periods: they are ended and opened as of the effective date in
 * the command's own transaction, also when that date lies ahead. `ON_THE_DAY` is for rows without
 * periods: they are re-pointed on the effective date, by the command itself or by
 * `grid.apply-due`, and only counted until then.
 */
export type GridFollower = {
  /** The noun whose rows follow, as the preview names it. */
  noun: string;
  when: 'AT_ONCE' | 'ON_THE_DAY';
  /** A retirement without successor: do the rows end, or is the grid then not empty? */
  withoutSuccessor: 'END' | 'REFUSE';
  /** What would follow; changes nothing. */
  count(tx: Tx, following: Following): Promise<readonly FollowCount[]>;
  /** Lets the rows follow. */
  follow(tx: Tx, following: Following): Promise<Followed>;
};

const followers = new Map<string, GridFollower>();

/** Called once at load by the module that owns the association. */
export function registerGridFollower(follower: GridFollower): void {
  if (followers.has(follower.noun)) throw new Error(`${follower.noun} follows grids already`);
  followers.set(follower.noun, follower);
}

export const gridFollowers = (): readonly GridFollower[] => [...followers.values()];
