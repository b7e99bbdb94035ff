import { Decimal } from 'decimal.js';

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
export type Node = { code: string; counts: Counts; children: Map<string, Node> };

const nodeOf = (code: string): Node => ({ code, counts: NOTHING, children: new Map() });

/**
 * The divisions of the units, from a nameless root down to each unit. `chainOf` gives the codes a
 * unit lies in, outermost first, itself last.
 */
export function treeOf(units: readonly Unit[], chainOf: (code: string) => readonly string[]): Node {
  const root = nodeOf('');
  for (const unit of units) {
    root.counts = plus(root.counts, unit);
    let node = root;
    for (const code of chainOf(unit.code)) {
      const child = node.children.get(code) ?? nodeOf(code);
      node.children.set(code, child);
      child.counts = plus(child.counts, unit);
      node = child;
    }
  }
  return root;
}

/** The division of a code in the tree; empty where the tree has none. */
export function findNode(root: Node, code: string): Node {
  const next = [...root.children.values()].find((child) => code.startsWith(child.code));
  if (!next) return nodeOf(code);
  return next.code === code ? next : findNode(next, code);
}

/** Does a division's number single somebody out? */
type Revealing = (counts: Counts) => boolean;

/** From 1 to below `fewest`; nought tells of nobody. */
const few = (count: number, fewest: number): boolean => count > 0 && count < fewest;

/** Codes of divisions that are shown no number of households, or none of those inside grids. */
export type Withheld = { households: ReadonlySet<string>; inGrids: ReadonlySet<string> };

/**
 * What a report to callers who may not see customers leaves out: numbers of households from 1 to
 * below `fewest` on file, and numbers inside grids where so few are inside or outside. One answer
 * for the whole tree, so that reports of two levels do not complete each other.
 */
export function withheld(root: Node, fewest: number): Withheld {
  const households = codesWithheld(root, (counts) => few(counts.households, fewest));
  const inGrids = codesWithheld(
    root,
    (counts) =>
      few(counts.households, fewest) ||
      few(counts.householdsInGrids, fewest) ||
      few(counts.households - counts.householdsInGrids, fewest),
  );
  return { households, inGrids: new Set([...inGrids, ...households]) };
}

/**
 * The divisions that reveal something, so many of their neighbours that nothing can be derived by
 * subtracting the published ones from a published total, and everything inside a withheld division,
 * whose sum would publish it.
 */
function codesWithheld(root: Node, revealing: Revealing): Set<string> {
  const codes = new Set<string>();
  const hide = (node: Node): void => {
    codes.add(node.code);
    for (const child of node.children.values()) hide(child);
  };
  const visit = (node: Node): void => {
    const children = [...node.children.values()];
    const hidden = new Set(hiddenAmong(children, revealing));
    for (const child of children) {
      if (hidden.has(child)) hide(child);
      else visit(child);
    }
  };
  if (revealing(root.counts)) hide(root);
  else visit(root);
  return codes;
}

function hiddenAmong(children: readonly Node[], revealing: Revealing): Node[] {
  const hidden = children.filter(({ counts }) => revealing(counts));
  if (hidden.length === 0) return hidden;
  const others = children
    .filter((child) => child.counts.households > 0 && !hidden.includes(child))
    .sort((a, b) => a.counts.households - b.counts.households || (a.code < b.code ? -1 : 1));
  const sum = (): Counts => hidden.reduce((total, { counts }) => plus(total, counts), NOTHING);
  for (const next of others) {
    if (hidden.length > 1 && !revealing(sum())) break;
    hidden.push(next);
  }
  return hidden;
}

const SHARE_DECIMALS = 4;

/** A share as exact text of four decimals, rounded half up; null where there is nothing to share. */
export const shareOf = (part: number, whole: number): string | null =>
  whole === 0 ? null : new Decimal(part).div(whole).toFixed(SHARE_DECIMALS, Decimal.ROUND_HALF_UP);
