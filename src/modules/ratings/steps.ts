/** Points by steps away from a standard. Pure. */
import { limited } from './limits.ts';
import { inUnit, type Measurement, shown } from './measuring.ts';
import type { ItemOf } from './scorecard-items.ts';
import { constant, Exact, type Label, roundingModes } from './scorecard-values.ts';
import type { Hit } from './scoring.ts';

type Item = ItemOf<'STEPS'>;
type Side = Item['above'];

/**
 * The distance from the standard is counted in steps of its side; each adds or deducts. Both are
 * compared at the height of the ratio, so that a whole number of steps is never missed by rounding.
 */
export function hitOfSteps(item: Item, { of, to, scaled, value, unit }: Measurement): Hit {
  const distance = of.minus(scaled(constant(item.standard)));
  const [side, name] = distance.isNegative()
    ? ([item.below, 'BELOW'] as const)
    : ([item.above, 'ABOVE'] as const);
  const steps =
    side && !distance.isZero()
      ? stepsIn(distance.abs(), to.times(constant(side.step)), item.part)
      : new Exact(0);
  const raw = pointsAfter(item, side, steps);
  const { points, en, zh } = limited(raw, item);
  const standard = inUnit(constant(item.standard), unit);
  const change = steps.isZero() ? noChange : changeWords(side, shown(steps));
  return {
    rule: steps.isZero() ? 'AT_STANDARD' : `${name}:${shown(steps)}`,
    points,
    refer: false,
    why: {
      en: `${value.en}, standard ${standard.en}, ${change.en}${en}.`,
      zh: `${value.zh}，标准值${standard.zh}，${change.zh}${zh}。`,
    },
  };
}

function stepsIn(distance: Measurement['of'], step: Measurement['of'], part: Item['part']) {
  if (part === 'EXACT') return distance.div(step);
  const whole = distance.divToInt(step);
  return part === 'UP' && !whole.times(step).eq(distance) ? whole.plus(1) : whole;
}

function pointsAfter(item: Item, side: Side, steps: Measurement['of']) {
  const change = side ? steps.times(side.points) : new Exact(0);
  const signed = side?.effect === 'DEDUCT' ? change.negated() : change;
  return signed.plus(item.points).toDecimalPlaces(item.digits, roundingModes[item.rounding]);
}

const noChange: Label = { en: 'full points', zh: '得标准分' };

function changeWords(side: Side, steps: string): Label {
  if (!side) return noChange;
  const adds = side.effect === 'ADD';
  return {
    en: `${steps} steps, each ${adds ? 'adds' : 'deducts'} ${side.points}`,
    zh: `相差${steps}档，每档${adds ? '加' : '扣'}${side.points}分`,
  };
}
