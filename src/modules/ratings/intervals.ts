import type { Decimal } from 'decimal.js';
import { constant, type Quantity } from './quantity.ts';
import type { Bounds } from './scorecard.ts';
import { Exact } from './scorecard-values.ts';

/** A cut in the number line: just before `at`, or just after it. Infinity is a cut as well. */
type Cut = { readonly at: Decimal; readonly after: boolean };
type Span = { readonly index: number; readonly start: Cut; readonly end: Cut };

/** Numbers that can occur: `integer` when nothing lies between 2 and 3. */
export type Domain = { min?: string | undefined; max?: string | undefined; integer: boolean };

/** What is wrong with a list of bands, each entry by its place in the list. */
export type BandFault = {
  readonly kind: 'EMPTY' | 'OVERLAP' | 'HOLE';
  readonly index: number;
  /** For a hole and an overlap: the number at which it begins; null for minus infinity. */
  readonly at: string | null;
};

const compareCuts = (a: Cut, b: Cut): number => a.at.cmp(b.at) || Number(a.after) - Number(b.after);

/** Between whole numbers every cut moves up to just before the next whole number. */
function settle(cut: Cut, integer: boolean): Cut {
  if (!integer || !cut.at.isFinite()) return cut;
  return { at: cut.after ? cut.at.floor().plus(1) : cut.at.ceil(), after: false };
}

function spanOf(bounds: Bounds, index: number, integer: boolean): Span {
  const start = {
    at: new Exact(bounds.from ?? '-Infinity'),
    after: bounds.from !== undefined && bounds.fromOpen,
  };
  const end = {
    at: new Exact(bounds.to ?? 'Infinity'),
    after: bounds.to !== undefined && bounds.toClosed,
  };
  return { index, start: settle(start, integer), end: settle(end, integer) };
}

/**
 * Holes, overlaps and empty bands over a domain; an empty list means every number has exactly
 * one band.
 */
export function bandFaults(bands: readonly Bounds[], domain: Domain): BandFault[] {
  const { integer } = domain;
  const whole = { from: domain.min, fromOpen: false, to: domain.max, toClosed: true };
  const limits = spanOf(whole, 0, integer);
  const spans = bands.map((band, index) => spanOf(band, index, integer));
  const sorted = spans
    .filter((span) => compareCuts(span.start, span.end) < 0)
    .toSorted((a, b) => compareCuts(a.start, b.start));
  const faults: BandFault[] = spans
    .filter((span) => compareCuts(span.start, span.end) >= 0)
    .map(({ index }) => ({ kind: 'EMPTY', index, at: null }));
  let covered = limits.start;
  let before: Cut | undefined;
  for (const { index, start, end } of sorted) {
    const hole = compareCuts(start, covered) > 0 && compareCuts(covered, limits.end) < 0;
    if (hole) faults.push(faultAt('HOLE', index, covered));
    if (before && compareCuts(start, before) < 0) faults.push(faultAt('OVERLAP', index, start));
    if (compareCuts(end, covered) > 0) covered = end;
    if (!before || compareCuts(end, before) > 0) before = end;
  }
  if (compareCuts(covered, limits.end) < 0) {
    faults.push(faultAt('HOLE', bands.length - 1, covered));
  }
  return faults;
}

function faultAt(kind: 'HOLE' | 'OVERLAP', index: number, { at }: Cut): BandFault {
  return { kind, index, at: at.isFinite() ? at.toFixed() : null };
}

/** Whether a number lies in a band; `compare` gives its order against a bound. */
export function bandHolds(bounds: Bounds, compare: (bound: Quantity) => number): boolean {
  // The upper end first: of bands in rising order it tells all but the one that holds.
  const high = bounds.to === undefined ? -1 : compare(constant(bounds.to));
  if (bounds.toClosed ? high > 0 : high >= 0) return false;
  const low = bounds.from === undefined ? 1 : compare(constant(bounds.from));
  return bounds.fromOpen ? low > 0 : low >= 0;
}
