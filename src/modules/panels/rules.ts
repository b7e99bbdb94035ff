/** How a panel counts: its dated rules, quorum, scale and means in exact decimals. Pure. */
import { Decimal } from 'decimal.js';
import type { DatedRuleSet } from '../../kernel/rule-sets.ts';

export const panelMethods = ['TRIMMED_MEAN', 'MEAN'] as const;

/** Scores and the scale are exact decimal text. */
export type PanelRules = {
  readonly method: (typeof panelMethods)[number];
  /** Reviews left out at each end, where there are at least `trimFrom`. */
  readonly trimEachEnd: number;
  readonly trimFrom: number;
  /** Decimals of a mean, rounded half up. */
  readonly decimals: number;
  readonly scaleLow: string;
  readonly scaleHigh: string;
  readonly scaleStep: string;
  readonly seats: number;
  readonly fewestSeats: number;
  readonly standby: number;
  readonly fewestReviews: number;
  readonly quorumNumerator: number;
  readonly quorumDenominator: number;
  /** Months after its closing day for which a mean may be used. */
  readonly usableMonths: number;
};

export type PanelRuleSet = DatedRuleSet & { readonly rules: PanelRules };

/** What holds until an institution sets rules of its own. */
export const panelRuleSets: readonly PanelRuleSet[] = [
  {
    code: 'DEMOCRATIC_APPRAISAL',
    effectiveFrom: '2012-09-17',
    effectiveTo: null,
    legalBasis: {
      en: 'Democratic appraisal by five to seven people of the village, as county plans have it; yearly review (Yinjianfa [2012] No. 50)',
      zh: '村（社区）评议小组5至7人民主评定（县级实施方案）；按年复评（银监发〔2012〕50号）',
    },
    rules: {
      method: 'TRIMMED_MEAN',
      trimEachEnd: 1,
      trimFrom: 5,
      decimals: 2,
      scaleLow: '0',
      scaleHigh: '10',
      scaleStep: '0.5',
      seats: 7,
      fewestSeats: 5,
      standby: 3,
      fewestReviews: 3,
      quorumNumerator: 2,
      quorumDenominator: 3,
      usableMonths: 12,
    },
  },
];

/** The scale of an item, exact decimal text; the step is the rules'. */
export type Scale = { readonly low: string; readonly high: string };

export type PanelItem = Scale & {
  readonly code: string;
  readonly label: { readonly en: string; readonly zh: string };
};

/** What is scored where a panel is convened without items of its own, on the rules' scale. */
export const panelItems: readonly Omit<PanelItem, keyof Scale>[] = [
  { code: 'INTEGRITY', label: { en: 'Integrity', zh: '诚实守信' } },
  { code: 'NEIGHBOURHOOD', label: { en: 'Neighbourhood', zh: '邻里和睦' } },
  { code: 'FAMILY', label: { en: 'Family life', zh: '家庭和睦、孝老爱幼' } },
  { code: 'DILIGENCE', label: { en: 'Diligence', zh: '勤劳务实' } },
];

/** The mean of a customer's items in percent of their scales; no item may be called so. */
export const OVERALL = 'OVERALL';

/** Enough digits that a quotient is rounded once, at the end. */
const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

/** The first member of rules that does not go with the others, or undefined. */
export function contradictionIn(rules: PanelRules): keyof PanelRules | undefined {
  const low = new Exact(rules.scaleLow);
  const width = new Exact(rules.scaleHigh).minus(low);
  const step = new Exact(rules.scaleStep);
  if (!width.isPositive() || width.isZero()) return 'scaleHigh';
  if (!step.isPositive() || step.isZero() || !width.mod(step).isZero()) return 'scaleStep';
  if (rules.fewestSeats > rules.seats) return 'fewestSeats';
  if (rules.fewestReviews > rules.fewestSeats) return 'fewestReviews';
  if (rules.quorumNumerator > rules.quorumDenominator) return 'quorumNumerator';
  // Something must be left between the ends.
  return rules.trimFrom <= 2 * rules.trimEachEnd ? 'trimFrom' : undefined;
}

/** Whether a score lies on the scale: from low to high, in whole steps. */
export function isOnScale(score: string, { low, high }: Scale, step: string): boolean {
  const value = new Exact(score);
  const above = value.minus(low);
  return !above.isNegative() && value.lte(high) && above.mod(step).isZero();
}

/** Reviews needed of a customer whom so many sitting members may review. */
export function quorumOf(mayReview: number, rules: PanelRules): number {
  const share = Math.ceil((mayReview * rules.quorumNumerator) / rules.quorumDenominator);
  return Math.max(rules.fewestReviews, share);
}

/** `trimmed` counts the reviews left out at both ends together. */
export type Mean = { readonly mean: string; readonly reviews: number; readonly trimmed: number };

const average = (values: readonly Decimal[], decimals: number): string =>
  values
    .reduce((sum, value) => sum.plus(value), new Exact(0))
    .div(values.length)
    .toFixed(decimals, Decimal.ROUND_HALF_UP);

/**
 * The mean of the scores of one item, whatever their order. With TRIMMED_MEAN and enough reviews
 * the highest and lowest are left out. @throws RangeError without a score.
 */
export function meanOf(scores: readonly string[], rules: PanelRules): Mean {
  if (scores.length === 0) throw new RangeError('no scores, no mean');
  const ordered = scores.map((score) => new Exact(score)).toSorted((a, b) => a.cmp(b));
  const cuts = rules.method === 'TRIMMED_MEAN' && ordered.length >= rules.trimFrom;
  const each = cuts ? rules.trimEachEnd : 0;
  const kept = ordered.slice(each, ordered.length - each);
  return {
    mean: average(kept, rules.decimals),
    reviews: ordered.length,
    trimmed: ordered.length - kept.length,
  };
}

/**
 * The mean of the items as percent of their scales, from the means as published, so that it can be
 * checked from them.
 */
export const overallOf = (
  means: readonly (Scale & { readonly mean: string })[],
  { decimals }: PanelRules,
): string =>
  average(
    means.map(({ mean, low, high }) =>
      new Exact(mean).minus(low).times(100).div(new Exact(high).minus(low)),
    ),
    decimals,
  );
