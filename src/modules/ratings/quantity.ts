/**
 * The numbers a rating is computed with: exact, and cheap where they are short. What fits into whole
 * numbers of JavaScript is computed in those; everything else, with the same result, in `Exact`. Pure.
 */
import type { Decimal } from 'decimal.js';
import { Exact, type RoundingMode, roundingModes } from './scorecard-values.ts';

/** `units` / 10^`scale`, the fewest digits that say it: 1.5 is 15 / 10^1. */
type Short = { readonly units: number; readonly scale: number };

/** An exact number. */
export type Quantity = Short | Decimal;

const MOST_SCALE = 22;
/** As a double holds them exactly. */
const powers = Array.from({ length: MOST_SCALE + 1 }, (_, scale) => 10 ** scale);
const SHORT_TEXT = /^(-?\d{1,15})(?:\.(\d{1,10}))?$/;

const isShort = (value: Quantity): value is Short => 'scale' in value;

/** Undefined where the units do not fit. */
function short(units: number, scale: number): Short | undefined {
  if (!Number.isSafeInteger(units) || scale > MOST_SCALE) return undefined;
  let [least, digits] = [units, scale];
  while (digits > 0 && least % 10 === 0) {
    least /= 10;
    digits -= 1;
  }
  // Zero has no sign.
  return { units: least === 0 ? 0 : least, scale: least === 0 ? 0 : digits };
}

const long = (value: Quantity): Decimal =>
  isShort(value) ? new Exact(`${value.units}e-${value.scale}`) : value;

/** The number a decimal text stands for. */
export function quantity(text: string): Quantity {
  const match = SHORT_TEXT.exec(text);
  const [, whole = '', part = ''] = match ?? [];
  const known = match ? short(Number(whole + part), part.length) : undefined;
  return known ?? new Exact(text);
}

const MOST_CONSTANTS = 10_000;
const constants = new Map<string, Quantity>();

/** The number a card's text stands for; cards say the same few numbers again and again. */
export function constant(text: string): Quantity {
  const known = constants.get(text);
  if (known) return known;
  if (constants.size >= MOST_CONSTANTS) constants.clear();
  const value = quantity(text);
  constants.set(text, value);
  return value;
}

export const ZERO: Quantity = { units: 0, scale: 0 };
export const ONE: Quantity = { units: 1, scale: 0 };

/** Of a common scale; no number where it does not fit. */
const unitsAt = ({ units, scale }: Short, common: number): number =>
  units * (powers[common - scale] ?? Number.NaN);

export function plus(a: Quantity, b: Quantity): Quantity {
  if (isShort(a) && isShort(b)) {
    const scale = Math.max(a.scale, b.scale);
    const [one, other] = [unitsAt(a, scale), unitsAt(b, scale)];
    const fits = Number.isSafeInteger(one) && Number.isSafeInteger(other);
    const sum = fits ? short(one + other, scale) : undefined;
    if (sum) return sum;
  }
  return long(a).plus(long(b));
}

export const negated = (value: Quantity): Quantity =>
  isShort(value) ? { units: 0 - value.units, scale: value.scale } : value.negated();

export const minus = (a: Quantity, b: Quantity): Quantity => plus(a, negated(b));

export const absolute = (value: Quantity): Quantity => (isNegative(value) ? negated(value) : value);

export function times(a: Quantity, b: Quantity): Quantity {
  const product =
    isShort(a) && isShort(b) ? short(a.units * b.units, a.scale + b.scale) : undefined;
  return product ?? long(a).times(long(b));
}

/** Less than zero, zero or more, as `a` is to `b`. */
export function compare(a: Quantity, b: Quantity): number {
  if (isShort(a) && isShort(b)) {
    const scale = Math.max(a.scale, b.scale);
    const [one, other] = [unitsAt(a, scale), unitsAt(b, scale)];
    if (Number.isSafeInteger(one) && Number.isSafeInteger(other)) return one - other;
  }
  return long(a).cmp(long(b));
}

export const isZero = (value: Quantity): boolean =>
  isShort(value) ? value.units === 0 : value.isZero();

export const isNegative = (value: Quantity): boolean =>
  isShort(value) ? value.units < 0 : value.lt(0);

export const isWhole = (value: Quantity): boolean =>
  isShort(value) ? value.scale === 0 : value.isInteger();

/** One of the two as it is. */
export const lesser = (a: Quantity, b: Quantity): Quantity => (compare(b, a) < 0 ? b : a);
export const greater = (a: Quantity, b: Quantity): Quantity => (compare(b, a) > 0 ? b : a);

type Division = { readonly whole: number; readonly rest: number; readonly by: number };

/** In whole numbers: the rest has the sign of what was divided. */
function divided(a: Quantity, b: Quantity): Division | undefined {
  if (!isShort(a) || !isShort(b)) return undefined;
  const scale = Math.max(a.scale, b.scale);
  const [of, by] = [unitsAt(a, scale), unitsAt(b, scale)];
  if (!Number.isSafeInteger(of) || !Number.isSafeInteger(by) || by === 0) return undefined;
  const rest = of % by;
  return { whole: (of - rest) / by, rest, by };
}

/** What divides without a rest is short; `b` is not zero. */
export function quotient(a: Quantity, b: Quantity): Quantity {
  const { whole, rest } = divided(a, b) ?? {};
  const exact = whole !== undefined && rest === 0 ? short(whole, 0) : undefined;
  return exact ?? long(a).div(long(b));
}

/** How often `b`, which is not zero, is in `a`: towards zero. */
export function wholeQuotient(a: Quantity, b: Quantity): Quantity {
  const { whole } = divided(a, b) ?? {};
  return (whole === undefined ? undefined : short(whole, 0)) ?? long(a).divToInt(long(b));
}

/** The nearest number with at most so many digits after the point. */
export function roundedAt(value: Quantity, digits: number, mode: RoundingMode): Quantity {
  if (!isShort(value)) return value.toDecimalPlaces(digits, roundingModes[mode]);
  if (value.scale <= digits) return value;
  const step = powers[value.scale - digits] ?? Number.NaN;
  const rest = value.units % step;
  const away = awayFromZero(Math.abs(rest), step, mode) ? Math.sign(rest) : 0;
  return short((value.units - rest) / step + away, digits) ?? value;
}

const awayFromZero = (rest: number, step: number, mode: RoundingMode): boolean =>
  rest > 0 && (mode === 'UP' || (mode === 'HALF_UP' && rest >= step - rest));

/** The nearest multiple of `step`, which is positive. */
export function roundedTo(value: Quantity, step: Quantity, mode: RoundingMode): Quantity {
  const { whole, rest, by } = divided(value, step) ?? {};
  if (whole === undefined || rest === undefined || by === undefined) {
    return times(roundedAt(long(value).div(long(step)), 0, mode), step);
  }
  const away = awayFromZero(Math.abs(rest), by, mode) ? Math.sign(rest) : 0;
  return times({ units: whole + away, scale: 0 }, step);
}

/** Decimal text, never with an exponent; without digits that say nothing. */
export function textOf(value: Quantity): string {
  if (!isShort(value)) return value.toFixed();
  const { units, scale } = value;
  return scale === 0 ? String(units) : pointed(units, scale);
}

function pointed(units: number, scale: number): string {
  const digits = String(Math.abs(units)).padStart(scale + 1, '0');
  const sign = units < 0 ? '-' : '';
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** With exactly so many digits after the point, rounded half up. */
export function fixedText(value: Quantity, digits: number): string {
  const nearest = roundedAt(value, digits, 'HALF_UP');
  if (!isShort(nearest)) return nearest.toFixed(digits);
  const units = unitsAt(nearest, digits);
  if (!Number.isSafeInteger(units)) return long(nearest).toFixed(digits);
  return digits === 0 ? String(units) : pointed(units, digits);
}
