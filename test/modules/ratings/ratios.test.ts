import type { Decimal } from 'decimal.js';
import { test } from 'tap';
import { shown, shownRatio } from '../../../src/modules/ratings/measuring.ts';
import { quantity } from '../../../src/modules/ratings/quantity.ts';
import { Exact } from '../../../src/modules/ratings/scorecard-values.ts';
import { fc } from '../../helpers/property.ts';

const RUNS = { numRuns: 2_000 };
/** As wide as the answers of a scorecard. */
const whole = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
const part = fc.integer({ min: 0, max: 9_999_999 });
const number = fc
  .tuple(whole, part)
  .map(([n, p]) => new Exact(`${n}.${String(p).padStart(7, '0')}`));
const positive = number.map((n) => n.abs()).filter((n) => n.gt(0));
/** Ratios that end exactly between two that can be shown, and next to it. */
const halves = fc
  .tuple(fc.integer({ min: -100_000, max: 100_000 }), fc.integer({ min: 1, max: 9_999 }))
  .map(([n, to]): [Decimal, Decimal] => [new Exact(n).times(to).div(20_000), new Exact(to)]);

test('a ratio is shown as the division to a hundred digits is', async (t) => {
  const same = ([of, to]: readonly [Decimal, Decimal]) => {
    const expected = shown(of.div(to));
    const asRead = shownRatio(quantity(of.toFixed()), quantity(to.toFixed()));
    return shownRatio(of, to) === expected && asRead === expected;
  };
  fc.assert(fc.property(fc.tuple(number, positive), same), RUNS);
  fc.assert(fc.property(halves, same), RUNS);
  t.equal(shownRatio(new Exact(1), new Exact(3)), '0.3333');
  t.equal(shownRatio(new Exact(-1), new Exact(8)), '-0.125');
  t.equal(shownRatio(new Exact('-0.00001'), new Exact(1)), '0');
  t.equal(shownRatio(new Exact('0.00005'), new Exact(1)), '0.0001');
});
