/** Which numbers a part of a card can come to, whatever is answered. Pure. */
import type { Decimal } from 'decimal.js';
import { type Expression, type FormulaNode, partsOf } from './formula.ts';
import { gradeTables } from './grades.ts';
import type { Scorecard, ScorecardItem } from './scorecard.ts';
import type { Figure, ItemOf, Measured } from './scorecard-items.ts';
import { domainOf } from './scorecard-problems.ts';
import { Exact, roundingModes } from './scorecard-values.ts';

/** Never narrower than the truth: what is outside cannot occur, what is inside may not either. */
export type Range = { readonly low: Decimal; readonly high: Decimal };

const INFINITE: Range = { low: new Exact('-Infinity'), high: new Exact('Infinity') };
const point = (value: Decimal.Value): Range => ({ low: new Exact(value), high: new Exact(value) });
const UP_FROM_ZERO: Range = { low: new Exact(0), high: INFINITE.high };

export const hull = (ranges: readonly Range[]): Range => ({
  low: Exact.min(...ranges.map(({ low }) => low)),
  high: Exact.max(...ranges.map(({ high }) => high)),
});

/** A range cut to limits that hold by rule. */
export function limitedRange(
  { low, high }: Range,
  { floor, cap }: { floor?: string | undefined; cap?: string | undefined },
): Range {
  const within = (value: Decimal) => {
    const raised = floor === undefined ? value : Exact.max(value, floor);
    return cap === undefined ? raised : Exact.min(raised, cap);
  };
  return { low: within(low), high: within(high) };
}

const holdsZero = ({ low, high }: Range): boolean => low.lte(0) && high.gte(0);

/** Nothing times infinity is nothing here: an end that is never reached. */
const product = (a: Decimal, b: Decimal): Decimal =>
  a.isZero() || b.isZero() ? new Exact(0) : a.times(b);

function productRange(a: Range, b: Range): Range {
  const ends = [
    product(a.low, b.low),
    product(a.low, b.high),
    product(a.high, b.low),
    product(a.high, b.high),
  ];
  return { low: Exact.min(...ends), high: Exact.max(...ends) };
}

function quotientRange(left: Range, right: Range): Range {
  if (holdsZero(right)) return INFINITE;
  const one = new Exact(1);
  return productRange(left, { low: one.div(right.high), high: one.div(right.low) });
}

/** A card without problems, and the ranges of its items found so far. */
export type Ranging = { readonly card: Scorecard; readonly items: Map<string, Range> };

export const rangingOver = (card: Scorecard): Ranging => ({ card, items: new Map() });

function inputRange({ card }: Ranging, code: string): Range {
  const input = card.inputs.find((each) => each.code === code);
  const { min, max } = input ? domainOf(input) : {};
  return { low: new Exact(min ?? '-Infinity'), high: new Exact(max ?? 'Infinity') };
}

function baseRange({ card }: Ranging, code: string): Range {
  const base = card.bases.find((each) => each.code === code);
  const values = base ? [base.value, ...base.byArea.map(({ value }) => value)] : ['0'];
  return hull(values.map(point));
}

/** Points an item can give. */
export function itemRange(ranging: Ranging, code: string): Range {
  const known = ranging.items.get(code);
  if (known) return known;
  const item = ranging.card.items.find((each) => each.code === code);
  const range = item ? pointsRange(ranging, item) : INFINITE;
  ranging.items.set(code, range);
  return range;
}

function pointsRange(ranging: Ranging, item: ScorecardItem): Range {
  switch (item.kind) {
    case 'CHOICE':
      return hull(item.options.map(({ points }) => point(points)));
    case 'RANGE':
      return withoutBase(ranging, item, hull(item.bands.map(({ points }) => point(points))));
    case 'STEPS':
      return withoutBase(ranging, item, stepsRange(ranging, item));
    case 'PANEL': {
      const scored = productRange(inputRange(ranging, item.input), point(item.factor));
      return hull([limitedRange(rounded(scored, item), item), point(item.unanswered.points)]);
    }
    case 'FORMULA':
      return limitedRange(rangeOf(ranging, item.formula), item);
  }
}

/** A ratio whose lower figure can be zero has points of its own for that. */
function withoutBase(ranging: Ranging, { measure }: Measured, range: Range): Range {
  if (measure.kind !== 'RATIO' || figureRange(ranging, measure.to).low.gt(0)) return range;
  return hull([range, point(measure.withoutBase.points)]);
}

const figureRange = (ranging: Ranging, figure: Figure): Range =>
  'input' in figure ? inputRange(ranging, figure.input) : baseRange(ranging, figure.base);

function stepsRange(ranging: Ranging, item: ItemOf<'STEPS'>): Range {
  const side = (steps: typeof item.above, distance: Decimal): Range => {
    if (!steps || distance.lte(0)) return point(item.points);
    const most = product(distance.div(steps.step).ceil(), new Exact(steps.points));
    const change = steps.effect === 'ADD' ? most : most.negated();
    return hull([point(item.points), point(change.plus(item.points))]);
  };
  const { low, high } = measuredRange(ranging, item);
  const sides = [
    side(item.above, high.minus(item.standard)),
    side(item.below, new Exact(item.standard).minus(low)),
  ];
  return limitedRange(rounded(hull(sides), item), item);
}

/** What a range or steps item can measure. */
export function measuredRange(ranging: Ranging, { measure }: Measured): Range {
  if (measure.kind === 'INPUT') return inputRange(ranging, measure.input);
  const of = figureRange(ranging, measure.of);
  const to = figureRange(ranging, measure.to);
  // There is a ratio over positive figures only.
  if (to.low.gt(0)) return quotientRange(of, to);
  return { low: of.low.gte(0) ? new Exact(0) : INFINITE.low, high: INFINITE.high };
}

/** The score as it is graded. */
export function scoreRange(ranging: Ranging): Range {
  const { items, score } = ranging.card;
  const counted = items.filter((item) => item.counted).map(({ code }) => itemRange(ranging, code));
  const { min: floor, max: cap } = score;
  return limitedRange(rounded(sumOf([point(0), ...counted]), score), { floor, cap });
}

function lineRange({ card }: Ranging, code: string): Range {
  const line = card.lines.find((each) => each.code === code);
  return limitedRange(UP_FROM_ZERO, { cap: line?.capFen });
}

function rangeOf(ranging: Ranging, node: Expression): Range {
  switch (node.op) {
    case 'const':
      return point(node.value);
    case 'input':
      return inputRange(ranging, node.input);
    case 'base':
      return baseRange(ranging, node.base);
    case 'item':
      return itemRange(ranging, node.item);
    case 'line':
      return lineRange(ranging, node.line);
    case 'score':
      return scoreRange(ranging);
    case 'coefficient':
      return hull(
        gradeTables(ranging.card).flatMap((grades) =>
          grades.map(({ coefficient }) => point(coefficient)),
        ),
      );
    case 'lookup':
      return hull(node.table.map(({ value }) => point(value)));
    case 'if':
      return hull([rangeOf(ranging, node.value), rangeOf(ranging, node.otherwise)]);
    case 'round':
      return rounded(rangeOf(ranging, node.of), { digits: node.digits, rounding: node.mode });
    default:
      return composed(node, (part) => rangeOf(ranging, part));
  }
}

/** Whether a formula divides by something that can come to zero. */
export const mayDivideByZero = (ranging: Ranging, node: FormulaNode): boolean =>
  (node.op === 'div' && holdsZero(rangeOf(ranging, node.right))) ||
  partsOf(node).some((part) => mayDivideByZero(ranging, part));

type Composed = Extract<Expression, { of: Expression[] } | { left: Expression }>;

function composed(node: Composed, range: (node: Expression) => Range): Range {
  if ('left' in node) {
    const [left, right] = [range(node.left), range(node.right)];
    if (node.op === 'div') return quotientRange(left, right);
    return { low: left.low.minus(right.high), high: left.high.minus(right.low) };
  }
  const parts = node.of.map(range);
  if (node.op === 'add') return sumOf(parts);
  if (node.op === 'mul') return parts.reduce(productRange);
  const pick = node.op === 'min' ? Exact.min : Exact.max;
  return {
    low: pick(...parts.map(({ low }) => low)),
    high: pick(...parts.map(({ high }) => high)),
  };
}

const sumOf = (parts: readonly Range[]): Range => ({
  low: parts.map(({ low }) => low).reduce((a, b) => a.plus(b)),
  high: parts.map(({ high }) => high).reduce((a, b) => a.plus(b)),
});

type Rounding = { digits: number; rounding: keyof typeof roundingModes };

/** Rounding keeps the order of numbers, and infinity stays where it is. */
function rounded({ low, high }: Range, { digits, rounding }: Rounding): Range {
  const round = (value: Decimal) =>
    value.isFinite() ? value.toDecimalPlaces(digits, roundingModes[rounding]) : value;
  return { low: round(low), high: round(high) };
}
