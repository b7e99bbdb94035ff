/** Numbers of people that are small enough to tell of somebody, in a tree of parts. Pure. */

/** A part with all inside it. */
export type Part<T> = { code: string; counts: T; children: Map<string, Part<T>> };

/** How counts are added up, and how many people they count. */
export type Adding<T> = {
  readonly nothing: T;
  plus(a: T, b: T): T;
  people(counts: T): number;
};

/**
 * The parts of the units, from a nameless root down to each unit. `chainOf` gives the codes a unit
 * lies in, outermost first, itself last.
 */
export function growTree<T>(
  units: readonly (T & { code: string })[],
  chainOf: (code: string) => readonly string[],
  { nothing, plus }: Adding<T>,
): Part<T> {
  const partOf = (code: string): Part<T> => ({ code, counts: nothing, children: new Map() });
  const root = partOf('');
  for (const unit of units) {
    root.counts = plus(root.counts, unit);
    let part = root;
    for (const code of chainOf(unit.code)) {
      const child = part.children.get(code) ?? partOf(code);
      part.children.set(code, child);
      child.counts = plus(child.counts, unit);
      part = child;
    }
  }
  return root;
}

/** The part of a code in the tree; empty where the tree has none. */
export function findPart<T>(root: Part<T>, code: string, adding: Adding<T>): Part<T> {
  const next = [...root.children.values()].find((child) => code.startsWith(child.code));
  if (!next) return { code, counts: adding.nothing, children: new Map() };
  return next.code === code ? next : findPart(next, code, adding);
}

/** From 1 to below `fewest`; nought tells of nobody. */
export const few = (count: number, fewest: number): boolean => count > 0 && count < fewest;

/**
 * The parts that reveal something, so many of their neighbours that nothing can be derived by
 * subtracting the published ones from a published total, and everything inside a withheld part, whose
 * sum would publish it.
 */
export function codesWithheld<T>(
  root: Part<T>,
  revealing: (counts: T) => boolean,
  adding: Adding<T>,
): Set<string> {
  const codes = new Set<string>();
  const hide = (part: Part<T>): void => {
    codes.add(part.code);
    for (const child of part.children.values()) hide(child);
  };
  const visit = (part: Part<T>): void => {
    const children = [...part.children.values()];
    const hidden = new Set(hiddenAmong(children, revealing, adding));
    for (const child of children) {
      if (hidden.has(child)) hide(child);
      else visit(child);
    }
  };
  if (revealing(root.counts)) hide(root);
  else visit(root);
  return codes;
}

function hiddenAmong<T>(
  children: readonly Part<T>[],
  revealing: (counts: T) => boolean,
  { nothing, plus, people }: Adding<T>,
): Part<T>[] {
  const hidden = children.filter(({ counts }) => revealing(counts));
  if (hidden.length === 0) return hidden;
  const others = children
    .filter((child) => people(child.counts) > 0 && !hidden.includes(child))
    .sort((a, b) => people(a.counts) - people(b.counts) || (a.code < b.code ? -1 : 1));
  const sum = (): T => hidden.reduce((total, { counts }) => plus(total, counts), nothing);
  for (const next of others) {
    if (hidden.length > 1 && !revealing(sum())) break;
    hidden.push(next);
  }
  return hidden;
}
