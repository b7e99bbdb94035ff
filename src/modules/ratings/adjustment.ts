/** How far a person may move a computed grade. Pure. */
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';
import type { Scorecard } from './scorecard.ts';
import { Exact } from './scorecard-values.ts';

type AdjustmentLimit = DatedRuleSet & {
  /** Grades above the computed one, at most; null without limit. */
  readonly up: number | null;
  readonly down: number | null;
};

const limits: readonly AdjustmentLimit[] = [
  {
    code: 'REASONED_ADJUSTMENT',
    effectiveFrom: '2012-09-17',
    effectiveTo: null,
    legalBasis: {
      en: "The bank's own rule: at most one grade up, any number down. Ratings of households are dynamic (Yinjianfa [2012] No. 50).",
      zh: '本行规定：上调不超过一级，下调不限；农户信用等级实行动态管理（银监发〔2012〕50号）。',
    },
    up: 1,
    down: null,
  },
];

/** Grades from the lowest to the highest. */
export const gradesUpwards = ({ grades }: Pick<Scorecard, 'grades'>): string[] =>
  grades
    .toSorted((a, b) => new Exact(a.from ?? '-Infinity').cmp(b.from ?? '-Infinity'))
    .map(({ grade }) => grade);

export type Adjustment = {
  readonly computed: string;
  readonly wanted: string;
  readonly on: string;
};

/** The rule a wanted grade breaks on a day, or null. Both grades are the card's. */
export function limitBroken(
  card: Scorecard,
  { computed, wanted, on }: Adjustment,
): AdjustmentLimit | null {
  const limit = ruleSetOn(limits, on);
  if (!limit) throw new RangeError(`no rule of adjustment on ${on}`);
  const order = gradesUpwards(card);
  const steps = order.indexOf(wanted) - order.indexOf(computed);
  const most = steps > 0 ? limit.up : limit.down;
  return most !== null && Math.abs(steps) > most ? limit : null;
}
