import { addMonths } from '../../kernel/dates.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type CreditLineRules = DatedRuleSet & {
  /** How long a line lasts when it is reviewed in time. */
  readonly months: number;
  /** A review is due this often. */
  readonly reviewMonths: number;
  /** The rating must have stood a public notice. */
  readonly noticeRequired: boolean;
};

const creditLineRules: readonly CreditLineRules[] = [
  {
    code: 'RURAL_LINE_REVIEWED_YEARLY',
    effectiveFrom: '2012-09-17',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for rural household loans (Yinjianfa [2012] No. 50): line approved once, drawn as needed, managed dynamically; rating and line are published. Three years by default.',
      zh: '农户贷款管理办法（银监发〔2012〕50号）：一次核定、随用随贷、动态管理，评级授信公开公示。默认有效期三年。',
    },
    months: 36,
    reviewMonths: 12,
    noticeRequired: true,
  },
];

/** The rules a line granted on a day falls under. @throws RangeError when there are none */
export function creditLineRulesOn(date: string): CreditLineRules {
  const rules = ruleSetOn(creditLineRules, date);
  if (!rules) throw new RangeError(`no rules for credit lines on ${date}`);
  return rules;
}

/** The first day a line granted on a day is over, and the day its first review is due. */
export const periodOf = ({ months, reviewMonths }: CreditLineRules, grantedOn: string) => ({
  validTo: addMonths(grantedOn, months),
  reviewDueOn: addMonths(grantedOn, reviewMonths),
});

/** A review is due again a year on, but never after the line itself is over. */
export const nextReview = (
  { reviewMonths }: CreditLineRules,
  { reviewedOn, validTo }: { reviewedOn: string; validTo: string },
): string => {
  const due = addMonths(reviewedOn, reviewMonths);
  return due < validTo ? due : validTo;
};
