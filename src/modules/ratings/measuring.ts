/** The number or ratio an item measures, and how it is written for people. Pure. */
import type { FormulaContext } from './formula.ts';
import {
  absolute,
  compare,
  constant,
  isNegative,
  minus,
  ONE,
  plus,
  type Quantity,
  quantity,
  roundedAt,
  textOf,
  times,
  wholeQuotient,
  ZERO,
} from './quantity.ts';
import type { Bounds, Scorecard } from './scorecard.ts';
import type { Figure, Measured } from './scorecard-items.ts';
import type { Label } from './scorecard-values.ts';

/** How a figure is written: `factor` 0.01 turns fen into yuan. */
export type Unit = Label & { readonly factor: Quantity | null };
const plainUnit: Unit = { en: '', zh: '', factor: null };
const yuanUnit: Unit = { en: ' yuan', zh: '元', factor: quantity('0.01') };

/**
 * What was measured: the exact value is `of` divided by `to`, which is positive. `scaled` takes a
 * bound to the same height, so that a ratio such as 1/3 is compared without dividing.
 */
export type Measurement = {
  readonly of: Quantity;
  readonly to: Quantity;
  readonly scaled: (bound: Quantity) => Quantity;
  readonly value: Label;
  readonly unit: Unit;
};

type Measuring = { readonly card: Scorecard; readonly formula: FormulaContext };

/** Null when the lower figure of a ratio is zero or negative and there is no ratio. */
export function measured({ measure }: Measured, { card, formula }: Measuring): Measurement | null {
  if (measure.kind === 'INPUT') {
    const of = formula.number(measure.input);
    const unit = unitOf(card, { input: measure.input });
    const scaled = (bound: Quantity) => bound;
    return { of, to: ONE, scaled, value: inUnit(of, unit), unit };
  }
  const figure = (name: Figure) =>
    'input' in name ? formula.number(name.input) : formula.base(name.base);
  const [of, to] = [figure(measure.of), figure(measure.to)];
  if (compare(to, ZERO) <= 0) return null;
  const ratio = shownRatio(of, to);
  const upper = inUnit(of, unitOf(card, measure.of));
  const lower = inUnit(to, unitOf(card, measure.to));
  const value = {
    en: `${ratio} (${upper.en} ÷ ${lower.en})`,
    zh: `${ratio}（${upper.zh}÷${lower.zh}）`,
  };
  return { of, to, scaled: (bound) => times(to, bound), value, unit: plainUnit };
}

const DISPLAY_DIGITS = 4;
/** For people; nothing is computed from it. */
export const shown = (value: Quantity): string =>
  textOf(roundedAt(value, DISPLAY_DIGITS, 'HALF_UP'));

const SCALE = quantity(`1${'0'.repeat(DISPLAY_DIGITS)}`);
const UNIT = quantity(`0.${'1'.padStart(DISPLAY_DIGITS, '0')}`);

/** `shown(quotient(of, to))` of a positive `to`, without working out a hundred digits of it first. */
export function shownRatio(of: Quantity, to: Quantity): string {
  const scaled = times(absolute(of), SCALE);
  const whole = wholeQuotient(scaled, to);
  const rest = minus(scaled, times(whole, to));
  const nearest = compare(plus(rest, rest), to) >= 0 ? plus(whole, ONE) : whole;
  const text = textOf(times(nearest, UNIT));
  return isNegative(of) && text !== '0' ? `-${text}` : text;
}

function unitOf({ inputs, bases }: Scorecard, figure: Figure): Unit {
  if ('base' in figure) {
    const base = bases.find(({ code }) => code === figure.base);
    return base?.type === 'MONEY_FEN' ? yuanUnit : plainUnit;
  }
  const input = inputs.find(({ code }) => code === figure.input);
  if (input?.type === 'MONEY_FEN') return yuanUnit;
  if (input?.type !== 'NUMBER') return plainUnit;
  return { en: ` ${input.unit.en}`, zh: input.unit.zh, factor: null };
}

export function inUnit(value: Quantity, unit: Unit): Label {
  const text = shown(unit.factor ? times(value, unit.factor) : value);
  return { en: `${text}${unit.en}`, zh: `${text}${unit.zh}` };
}

const wordsOfBands = new WeakMap<Bounds, Label>();

/** A band in words, the same for everybody in it. */
export function boundsWords(band: Bounds, unit: Unit): Label {
  const known = wordsOfBands.get(band);
  if (known) return known;
  const words = wordsOfBounds(band, unit);
  wordsOfBands.set(band, words);
  return words;
}

/** "at least 2 years and below 4 years", 大于等于2年且小于4年. */
function wordsOfBounds({ from, fromOpen, to, toClosed }: Bounds, unit: Unit): Label {
  const low = from !== undefined && {
    en: `${fromOpen ? 'above' : 'at least'} ${inUnit(constant(from), unit).en}`,
    zh: `${fromOpen ? '大于' : '大于等于'}${inUnit(constant(from), unit).zh}`,
  };
  const high = to !== undefined && {
    en: `${toClosed ? 'at most' : 'below'} ${inUnit(constant(to), unit).en}`,
    zh: `${toClosed ? '小于等于' : '小于'}${inUnit(constant(to), unit).zh}`,
  };
  const parts = [low, high].filter((part) => part !== false);
  if (parts.length === 0) return { en: 'any value', zh: '任意值' };
  return {
    en: parts.map((part) => part.en).join(' and '),
    zh: parts.map((part) => part.zh).join('且'),
  };
}
