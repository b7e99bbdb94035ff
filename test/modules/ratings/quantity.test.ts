import type { Decimal } from 'decimal.js';
import { test } from 'tap';
import * as q from '../../../src/modules/ratings/quantity.ts';
import {
  Exact,
  type RoundingMode,
  roundingModes,
} from '../../../src/modules/ratings/scorecard-values.ts';
import { fc } from '../../helpers/property.ts';

const RUNS = { numRuns: 1_000 };
/** Of any length: what is short is computed in whole numbers, and what is long is not. */
const whole = fc.oneof(
  fc.bigInt({ min: -20n, max: 20n }),
  fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
  fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
);
const number = fc
  .tuple(whole, fc.integer({ min: 0, max: 10 }))
  .map(([units, digits]) => new Exact(`${units}e-${digits}`).toFixed());
const pair = fc.tuple(number, number);

const read = q.quantity;
const exact = (text: string): Decimal => new Exact(text);
const same = (ours: q.Quantity, theirs: Decimal): boolean => q.textOf(ours) === theirs.toFixed();

test('sums, products and quotients are those of a hundred digits', async () => {
  const results = (a: string, b: string): [q.Quantity, Decimal][] => [
    [q.plus(read(a), read(b)), exact(a).plus(b)],
    [q.minus(read(a), read(b)), exact(a).minus(b)],
    [q.times(read(a), read(b)), exact(a).times(b)],
    [q.negated(read(a)), exact(a).negated()],
    [q.absolute(read(a)), exact(a).abs()],
    [q.lesser(read(a), read(b)), Exact.min(a, b)],
    [q.greater(read(a), read(b)), Exact.max(a, b)],
  ];
  const divided = (a: string, b: string): [q.Quantity, Decimal][] => [
    [q.quotient(read(a), read(b)), exact(a).div(b)],
    [q.wholeQuotient(read(a), read(b)), exact(a).divToInt(b)],
  ];
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const all = [...results(a, b), ...(exact(b).isZero() ? [] : divided(a, b))];
      return all.every(([ours, theirs]) => same(ours, theirs));
    }),
    RUNS,
  );
});

test('what is made out of results goes on the same', async () => {
  const { plus, minus, times } = q;
  const ways = { plus, minus, times };
  const step = fc.constantFrom('plus' as const, 'minus' as const, 'times' as const);
  fc.assert(
    fc.property(fc.array(fc.tuple(step, number), { maxLength: 8 }), (steps) => {
      let [ours, theirs]: [q.Quantity, Decimal] = [q.ZERO, new Exact(0)];
      for (const [name, text] of steps) {
        ours = ways[name](ours, read(text));
        theirs = theirs[name](text);
      }
      return same(ours, theirs);
    }),
    RUNS,
  );
});

test('order, signs and whole numbers', async () => {
  fc.assert(
    fc.property(
      pair,
      ([a, b]) =>
        Math.sign(q.compare(read(a), read(b))) === exact(a).cmp(b) &&
        q.compare(read(a), read(a)) === 0 &&
        q.isZero(read(a)) === exact(a).isZero() &&
        q.isNegative(read(a)) === exact(a).lt(0) &&
        q.isWhole(read(a)) === exact(a).isInteger(),
    ),
    RUNS,
  );
});

test('rounding, to digits and to multiples', async () => {
  const digits = fc.integer({ min: 0, max: 10 });
  const mode = fc.constantFrom<RoundingMode>('HALF_UP', 'DOWN', 'UP');
  const step = number.filter((text) => exact(text).gt(0));
  fc.assert(
    fc.property(number, step, digits, mode, (a, by, places, how) => {
      const near = exact(a).toDecimalPlaces(places, roundingModes[how]);
      const multiple = exact(a).div(by).toDecimalPlaces(0, roundingModes[how]).times(by);
      return (
        same(q.roundedAt(read(a), places, how), near) &&
        same(q.roundedTo(read(a), read(by), how), multiple) &&
        q.fixedText(q.absolute(read(a)), places) === exact(a).abs().toFixed(places)
      );
    }),
    RUNS,
  );
});

test('halves, and texts of zero', async (t) => {
  const table: [string, RoundingMode, string][] = [
    ['2.5', 'HALF_UP', '3'],
    ['-2.5', 'HALF_UP', '-3'],
    ['-0.5', 'DOWN', '0'],
    ['-0.1', 'UP', '-1'],
    ['-0', 'UP', '0'],
  ];
  for (const [text, how, expected] of table) {
    t.equal(q.textOf(q.roundedAt(read(text), 0, how)), expected, `${text} ${how}`);
  }
  t.equal(q.fixedText(read('-0.001'), 2), '0.00');
  t.equal(q.fixedText(read('-1.005'), 2), '-1.01');
  t.equal(q.fixedText(read('12'), 2), '12.00');
});
