import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type ReliefRules = DatedRuleSet & {
  /** How far before its registration the first day of a decree may lie. */
  readonly mostDaysBack: number;
};

const reliefRules: readonly ReliefRules[] = [
  {
    code: 'RELIEF_DECREES_DEFAULT',
    effectiveFrom: '2012-01-01',
    effectiveTo: null,
    legalBasis: {
      en: 'No rule says; a setting of the software: a quarter, after which figures have been reported.',
      zh: '无规定，软件默认值：一个季度，逾此期间的数据已对外报送。',
    },
    mostDaysBack: 92,
  },
];

/** @throws RangeError where no rules hold on the day */
export function reliefRulesOn(date: string): ReliefRules {
  const rules = ruleSetOn(reliefRules, date);
  if (!rules) throw new RangeError(`no rules of relief on ${date}`);
  return rules;
}
