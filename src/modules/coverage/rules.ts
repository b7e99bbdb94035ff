import { Decimal } from 'decimal.js';
import {
  type Adding,
  codesWithheld,
  few,
  findPart,
  growTree,
  type Part,
} from '../../kernel/small-numbers.ts';

/** What is counted, and added up from villages to provinces. */
export type Counts = {
  villages: number;
  villagesGridded: number;
  grids: number;
  gridsStaffed: number;
  households: number;
  householdsInGrids: number;
};

/** The counts of one village-level code of 12 digits. */
export type Unit = Counts & { code: string };

const NOTHING: Counts = {
  villages: 0,
  villagesGridded: 0,
  grids: 0,
  gridsStaffed: 0,
  households: 0,
  householdsInGrids: 0,
};

const plus = (a: Counts, b: Counts): Counts => ({
  villages: a.villages + b.villages,
  villagesGridded: a.villagesGridded + b.villagesGridded,
  grids: a.grids + b.grids,
  gridsStaffed: a.gridsStaffed + b.gridsStaffed,
  households: a.households + b.households,
  householdsInGrids: a.householdsInGrids + b.householdsInGrids,
});

/** A division with all inside it. */
export type Node = Part<Counts>;

const ADDING: Adding<Counts> = { nothing: NOTHING, plus, people: ({ households }) => households };

/**
 * The divisions of the units, from a nameless root down to each unit. `chainOf` gives the codes a
 * unit lies in, outermost first, itself last.
 */
export const treeOf = (
  units: readonly Unit[],
  chainOf: (code: string) => readonly string[],
): Node => growTree(units, chainOf, ADDING);

/** The division of a code in the tree; empty where the tree has none. */
export const findNode = (root: Node, code: string): Node => findPart(root, code, ADDING);

/** Codes of divisions that are shown no number of households, or none of those inside grids. */
export type Withheld = { households: ReadonlySet<string>; inGrids: ReadonlySet<string> };

/**
 * What a report to callers who may not see customers leaves out: numbers of households from 1 to
 * below `fewest` on file, and numbers inside grids where so few are inside or outside. One answer
 * for the whole tree, so that reports of two levels do not complete each other.
 */
export function withheld(root: Node, fewest: number): Withheld {
  const households = codesWithheld(root, ({ households }) => few(households, fewest), ADDING);
  const inGrids = codesWithheld(
    root,
    (counts) =>
      few(counts.households, fewest) ||
      few(counts.householdsInGrids, fewest) ||
      few(counts.households - counts.householdsInGrids, fewest),
    ADDING,
  );
  return { households, inGrids: new Set([...inGrids, ...households]) };
}

const SHARE_DECIMALS = 4;

/** A share as exact text of four decimals, rounded half up; null where there is nothing to share. */
export const shareOf = (part: number, whole: number): string | null =>
  whole === 0 ? null : new Decimal(part).div(whole).toFixed(SHARE_DECIMALS, Decimal.ROUND_HALF_UP);
