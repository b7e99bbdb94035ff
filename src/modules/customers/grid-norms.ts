/** How many households a grid should hold, by dated rule sets. */
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type GridNorm = DatedRuleSet & {
  /** Fewest and most households; both within the norm. */
  readonly from: number;
  readonly to: number;
  /** Percent by which a grid may miss a norm of its own. */
  readonly tolerancePercent: number;
};

const sizeNorm = (code: string, from: number, to: number, words: { en: string; zh: string }) => ({
  code,
  effectiveFrom: '2017-09-29',
  effectiveTo: null,
  legalBasis: words,
  from,
  to,
  tolerancePercent: 25,
});

/** The sizes in use; which one holds is an institution's choice (`settings.gridNorm`). */
const gridNorms: Readonly<Record<string, readonly GridNorm[]>> = {
  HOUSEHOLDS_300_500: [
    sizeNorm('HOUSEHOLDS_300_500', 300, 500, {
      en: 'Division of grids of 300 to 500 resident households (GB/T 34300-2017).',
      zh: '按300至500户划分网格（GB/T 34300-2017）。',
    }),
  ],
  HOUSEHOLDS_1000: [
    sizeNorm('HOUSEHOLDS_1000', 750, 1250, {
      en: 'Division of grids of about 1,000 households.',
      zh: '按约1000户划分网格。',
    }),
  ],
};
const DEFAULT_NORM = 'HOUSEHOLDS_300_500';

/** The norm an institution goes by on a date; an unknown choice falls back to the default. */
export function gridNormOn(choice: unknown, date: string): GridNorm {
  const code =
    typeof choice === 'string' && Object.hasOwn(gridNorms, choice) ? choice : DEFAULT_NORM;
  const norm = ruleSetOn(gridNorms[code] ?? [], date);
  if (!norm) throw new RangeError(`no norm of grid sizes on ${date}`);
  return norm;
}

export type NormRange = { readonly from: number; readonly to: number };

/** The range that holds for one grid: around its own norm where it has one. */
export function rangeOf(norm: GridNorm, own: number | null): NormRange {
  if (own === null) return { from: norm.from, to: norm.to };
  const slack = (own * norm.tolerancePercent) / 100;
  return { from: Math.ceil(own - slack), to: Math.floor(own + slack) };
}

export type NormVerdict = 'BELOW' | 'WITHIN' | 'ABOVE';

/** Where a number of households stands; both ends of the range are within. */
export function verdictOf(households: number, { from, to }: NormRange): NormVerdict {
  if (households < from) return 'BELOW';
  return households > to ? 'ABOVE' : 'WITHIN';
}
