/** Points by steps away from a standard. Pure. */
import { limited } from './limits.ts';
import { inUnit, type Measurement, shown } from './measuring.ts';
import {
  absolute,
  compare,
  constant,
  isNegative,
  isZero,
  minus,
  negated,
  ONE,
  plus,
  type Quantity,
  quotient,
  roundedAt,
  times,
  wholeQuotient,
  ZERO,
} from './quantity.ts';
import type { ItemOf } from './scorecard-items.ts';
import type { Label } from './scorecard-values.ts';
import type { Hit } from './scoring.ts';

type Item = ItemOf<'STEPS'>;
type Side = Item['above'];

/**
 * The distance from the standard is counted in steps of its side; each adds or deducts. Both are
 * compared at the height of the ratio, so that a whole number of steps is never missed by rounding.
 */
export function hitOfSteps(item: Item, { of, to, scaled, value, unit }: Measurement): Hit {
  const distance = minus(of, scaled(constant(item.standard)));
  const [side, name] = isNegative(distance)
    ? ([item.below, 'BELOW'] as const)
    : ([item.above, 'ABOVE'] as const);
  const steps =
    side && !isZero(distance)
      ? stepsIn(absolute(distance), times(to, constant(side.step)), item.part)
      : ZERO;
  const raw = pointsAfter(item, side, steps);
  const { points, en, zh } = limited(raw, item);
  const standard = inUnit(constant(item.standard), unit);
  const change = isZero(steps) ? noChange : changeWords(side, shown(steps));
  return {
    rule: isZero(steps) ? 'AT_STANDARD' : `${name}:${shown(steps)}`,
    points,
    refer: false,
    why: {
      en: `${value.en}, standard ${standard.en}, ${change.en}${en}.`,
      zh: `${value.zh}，标准值${standard.zh}，${change.zh}${zh}。`,
    },
  };
}

function stepsIn(distance: Quantity, step: Quantity, part: Item['part']): Quantity {
  if (part === 'EXACT') return quotient(distance, step);
  const whole = wholeQuotient(distance, step);
  return part === 'UP' && compare(times(whole, step), distance) !== 0 ? plus(whole, ONE) : whole;
}

function pointsAfter(item: Item, side: Side, steps: Quantity): Quantity {
  const change = side ? times(steps, constant(side.points)) : ZERO;
  const signed = side?.effect === 'DEDUCT' ? negated(change) : change;
  return roundedAt(plus(signed, constant(item.points)), item.digits, item.rounding);
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
