import { Decimal } from 'decimal.js';

/** Enough digits that the last one shown never depends on how the root was looked for. */
const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });

/**
 * Money at a time: positive when the borrower receives it, negative when the borrower pays. `at`
 * counts whole units of time from the first drawing: days, or months where all of them are equal.
 */
export type Flow = { readonly at: number; readonly fen: bigint };

/** Days of the year on the calendar basis, leap years included. */
export const DAYS_PER_YEAR = 365;
const HIGHEST_RATE = 1e6;
/** Halves an interval until a double cannot tell its ends apart. */
const BISECTIONS = 60;
/** From fifteen right digits to more than the precision. */
const NEWTON_STEPS = 2;
/** Percent with four decimals. */
const PLACES = 4;

/** Present value in floating point: good enough to find where the root lies. */
const roughValue = (flows: readonly Flow[], factor: number): number =>
  flows.reduce((sum, { at, fen }) => sum + Number(fen) * factor ** -at, 0);

/** The growth of one unit of time, to the precision of a double. */
function roughFactor(flows: readonly Flow[]): number {
  let [low, high] = [1, 1 + 1 / DAYS_PER_YEAR];
  while (roughValue(flows, high) < 0) {
    if (high > HIGHEST_RATE) throw new RangeError('no annual rate equals these flows');
    [low, high] = [high, 1 + (high - 1) * 2];
  }
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2;
    if (roughValue(flows, middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** One step of Newton on the exact value. */
function improved(flows: readonly Flow[], factor: Decimal): Decimal {
  let [value, slope] = [new Exact(0), new Exact(0)];
  for (const { at, fen } of flows) {
    const part = new Exact(fen.toString()).div(factor.pow(at));
    value = value.plus(part);
    slope = slope.minus(part.times(at));
  }
  return factor.minus(value.times(factor).div(slope));
}

/**
 * The yearly rate, compounded, at which what the borrower receives equals what the borrower pays
 * (内部收益率法, 年化综合融资成本): percent as exact text with four decimals. Money received comes
 * first and payments after it, so there is one such rate. Zero where nothing is paid for the money.
 * @throws RangeError where the flows have no such rate, e.g. nothing is received
 */
export function annualCost(flows: readonly Flow[], unitsPerYear = DAYS_PER_YEAR): string {
  if (!flows.some(({ fen }) => fen > 0n)) throw new RangeError('nothing is received');
  if (flows.reduce((sum, { fen }) => sum + fen, 0n) >= 0n) return new Exact(0).toFixed(PLACES);
  let factor = new Exact(roughFactor(flows));
  for (let step = 0; step < NEWTON_STEPS; step += 1) factor = improved(flows, factor);
  return factor.pow(unitsPerYear).minus(1).times(100).toFixed(PLACES);
}
