import { test } from 'tap';
import {
  findNode,
  type Node,
  shareOf,
  treeOf,
  type Unit,
  withheld,
} from '../../../src/modules/coverage/rules.ts';
import { fc } from '../../helpers/property.ts';

const FEWEST = 5;

const unit = (code: string, households: number, householdsInGrids = households): Unit => ({
  code,
  villages: 1,
  villagesGridded: householdsInGrids > 0 ? 1 : 0,
  grids: 1,
  gridsStaffed: 1,
  households,
  householdsInGrids,
});

/** Codes of three levels: one letter each. */
const chainOf = (code: string): string[] =>
  Array.from({ length: code.length }, (_, length) => code.slice(0, length + 1));

const hiddenOf = (...units: Unit[]): string[] =>
  [...withheld(treeOf(units, chainOf), FEWEST).households].sort();

const insideHiddenOf = (...units: Unit[]): string[] =>
  [...withheld(treeOf(units, chainOf), FEWEST).inGrids].sort();

test('counts add up from village to root', async (t) => {
  const root = treeOf([unit('aaa', 3), unit('aab', 4, 1), unit('abc', 5)], chainOf);
  t.match(findNode(root, 'aa').counts, { villages: 2, households: 7, householdsInGrids: 4 });
  t.match(root.counts, { villages: 3, households: 12 });
  t.match(findNode(root, 'zz'), { code: 'zz', counts: { households: 0 } });
});

test('shares have four decimals, and none where there is nothing to share', async (t) => {
  t.equal(shareOf(2, 3), '0.6667');
  t.equal(shareOf(0, 3), '0.0000');
  t.equal(shareOf(3, 3), '1.0000');
  t.equal(shareOf(0, 0), null);
});

test('numbers below five are withheld, and so many neighbours that none can be derived', async (t) => {
  t.same(hiddenOf(unit('aaa', 50), unit('aab', 60)), []);
  t.same(hiddenOf(unit('aaa', 50), unit('aab', 60), unit('aac', 0)), [], 'nought tells of nobody');
  t.same(hiddenOf(unit('aaa', 4), unit('aab', 60), unit('aac', 50)), ['aaa', 'aac']);
  t.same(hiddenOf(unit('aaa', 2), unit('aab', 1)), ['', 'a', 'aa', 'aaa', 'aab'], 'three in all');
  t.same(hiddenOf(unit('aaa', 2), unit('aab', 2), unit('aac', 2), unit('aad', 9)), [
    'aaa',
    'aab',
    'aac',
  ]);
});

test('so few inside or outside a grid withhold that number only', async (t) => {
  const few = [unit('aaa', 50, 48), unit('aab', 60, 40), unit('aac', 70)];
  t.same(hiddenOf(...few), []);
  t.same(insideHiddenOf(...few), ['aaa', 'aab'], 'two are outside');
  const inside = [unit('aaa', 50, 3), unit('aab', 60), unit('aac', 70)];
  t.same(hiddenOf(...inside), []);
  t.same(insideHiddenOf(...inside), ['aaa', 'aab'], 'three are inside');
  t.same(insideHiddenOf(unit('aaa', 50), unit('aab', 60, 0)), [], 'all or none tells of nobody');
});

test('what lies inside a withheld division is withheld, or its sum would publish it', async (t) => {
  const hidden = hiddenOf(unit('aaa', 3), unit('baa', 20), unit('bab', 30), unit('caa', 90));
  t.same(hidden, ['a', 'aa', 'aaa', 'b', 'ba', 'baa', 'bab']);
});

const aUnit = fc
  .tuple(
    fc.constantFrom('a', 'b', 'c'),
    fc.constantFrom('a', 'b'),
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof(fc.nat(7), fc.nat(200)),
    fc.nat(200),
  )
  .map(([x, y, z, households, inside]) =>
    unit(`${x}${y}${z}`, households, Math.min(inside, households)),
  );

type Measure = (node: Node) => number;

const households: Measure = ({ counts }) => counts.households;
const inside: Measure = ({ counts }) => counts.householdsInGrids;
const outside: Measure = ({ counts }) => counts.households - counts.householdsInGrids;

/** What all reports together tell of a measure: published numbers, totals less their parts. */
function derivable(root: Node, hidden: ReadonlySet<string>, measure: Measure): number[] {
  const found: number[] = [];
  const visit = (node: Node): void => {
    const children = [...node.children.values()];
    const kept = children.filter(({ code, counts }) => hidden.has(code) && counts.households > 0);
    const shown = !hidden.has(node.code);
    // All parts known make the whole known, whether it is published or not.
    if (shown || (kept.length === 0 && children.length > 0)) found.push(measure(node));
    if (shown) found.push(kept.reduce((sum, child) => sum + measure(child), 0));
    for (const child of children) visit(child);
  };
  visit(root);
  return found;
}

const someUnits = fc.uniqueArray(aUnit, { selector: ({ code }) => code, maxLength: 14 });

test('no number from one to four can be read or worked out', async () => {
  fc.assert(
    fc.property(someUnits, (units) => {
      const root = treeOf(units, chainOf);
      const hidden = withheld(root, FEWEST);
      const numbers = [
        ...derivable(root, hidden.households, households),
        ...derivable(root, hidden.inGrids, inside),
        ...derivable(root, hidden.inGrids, outside),
      ];
      return numbers.every((count) => count === 0 || count >= FEWEST);
    }),
    { numRuns: 2_000 },
  );
});

test('and never is exactly one division of a published whole withheld', async () => {
  const alone = (node: Node, hidden: ReadonlySet<string>): boolean => {
    if (hidden.has(node.code)) return false;
    const children = [...node.children.values()].filter(({ counts }) => counts.households > 0);
    const kept = children.filter(({ code }) => hidden.has(code));
    return kept.length === 1 || children.some((child) => alone(child, hidden));
  };
  fc.assert(
    fc.property(someUnits, (units) => {
      const root = treeOf(units, chainOf);
      const hidden = withheld(root, FEWEST);
      return !alone(root, hidden.households) && !alone(root, hidden.inGrids);
    }),
    { numRuns: 2_000 },
  );
});
