/** Criteria of credit standings: what a figure is, how it compares, what follows. Pure. */
import { Decimal } from 'decimal.js';
import type { DatedRuleSet } from '../../kernel/rule-sets.ts';

export const creditLevels = ['HOUSEHOLD', 'VILLAGE', 'TOWN', 'COUNTY'] as const;
export type CreditLevel = (typeof creditLevels)[number];

export type Words = { readonly en: string; readonly zh: string };
export type Comparison = 'AT_LEAST' | 'ABOVE' | 'AT_MOST' | 'BELOW' | 'EQUAL';
export type Verdict = 'MET' | 'NOT_MET' | 'UNKNOWN';

/** Exact integers or decimals as text; a share has a denominator and counts in percent. */
export type Figure = { readonly numerator: string; readonly denominator: string | null };
export type Figures = ReadonlyMap<string, Figure>;

export type Criterion = {
  readonly code: string;
  readonly figure: string;
  readonly attestation?: string | undefined;
  readonly comparison: Comparison;
  readonly threshold: string;
  /** Where there is nothing to take a share of. */
  readonly whenEmpty: Verdict;
  readonly basis: Words;
};

export type CreditRules = {
  readonly criteria: readonly Criterion[];
  readonly sampleSize: number;
  readonly mostDeviating: number;
  readonly figuresDays: number;
  readonly validMonths: number;
  readonly reviewMonths: number;
  readonly nonPerformingDays: number;
  readonly incrementMonths: number;
  /** Nobody is named before a public notice has run its time. */
  readonly noticeRequired: boolean;
};

export type CreditRuleSet = DatedRuleSet & {
  readonly level: CreditLevel;
  readonly rules: CreditRules;
};

export type Finding = Criterion & {
  readonly numerator: string | null;
  readonly denominator: string | null;
  readonly value: string | null;
  readonly verdict: Verdict;
};

const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });
const PERCENT = 100;
const SHOWN_DECIMALS = 4;

const HOLDS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  AT_LEAST: (order) => order >= 0,
  ABOVE: (order) => order > 0,
  AT_MOST: (order) => order <= 0,
  BELOW: (order) => order < 0,
  EQUAL: (order) => order === 0,
};

/** What one criterion finds. The verdict is by the exact figure, never by what is shown of it. */
export function findingOf(criterion: Criterion, figures: Figures): Finding {
  const name = criterion.attestation
    ? `${criterion.figure}:${criterion.attestation}`
    : criterion.figure;
  const figure = figures.get(name);
  if (!figure) {
    return { ...criterion, numerator: null, denominator: null, value: null, verdict: 'UNKNOWN' };
  }
  const { numerator, denominator } = figure;
  if (denominator !== null && new Exact(denominator).isZero()) {
    return { ...criterion, numerator, denominator, value: null, verdict: criterion.whenEmpty };
  }
  // Both sides are multiplied by the denominator, so that nothing is rounded.
  const scale = new Exact(denominator ?? PERCENT);
  const left = new Exact(numerator).times(PERCENT);
  const order = left.cmp(new Exact(criterion.threshold).times(scale));
  const value = left.div(scale).toFixed(SHOWN_DECIMALS, Decimal.ROUND_DOWN);
  const verdict = HOLDS[criterion.comparison](order) ? 'MET' : 'NOT_MET';
  return { ...criterion, numerator, denominator, value, verdict };
}

/** Every criterion, and whether all are met. */
export function judge(
  criteria: readonly Criterion[],
  figures: Figures,
): { findings: Finding[]; qualified: boolean } {
  const findings = criteria.map((criterion) => findingOf(criterion, figures));
  return { findings, qualified: findings.every(({ verdict }) => verdict === 'MET') };
}

/** Level of a division by its code: 12 digits a village, 9 a town, 6 a county. */
export function levelOfArea(areaCode: string): CreditLevel | undefined {
  const levels: Readonly<Record<number, CreditLevel>> = { 12: 'VILLAGE', 9: 'TOWN', 6: 'COUNTY' };
  return levels[areaCode.length];
}

/** How many households an inspection visits: the rule's number, or all there are. */
export const sampleNeeded = (rules: CreditRules, households: number): number =>
  Math.min(rules.sampleSize, households);
