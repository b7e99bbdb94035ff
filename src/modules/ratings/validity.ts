import { addMonths } from '../../kernel/dates.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

type RatingValidity = DatedRuleSet & { readonly months: number };

const validities: readonly RatingValidity[] = [
  {
    code: 'YEARLY_REVIEW',
    effectiveFrom: '2012-09-17',
    effectiveTo: null,
    legalBasis: {
      en: 'Ratings of households are dynamic and reviewed every year (Yinjianfa [2012] No. 50).',
      zh: '农户信用等级实行动态管理、按年复评（银监发〔2012〕50号）。',
    },
    months: 12,
  },
];

/** The day a rating made on a day expires, not included. */
export function expiryOf(ratedOn: string): string {
  const validity = ruleSetOn(validities, ratedOn);
  if (!validity) throw new RangeError(`no rule of validity on ${ratedOn}`);
  return addMonths(ratedOn, validity.months);
}
