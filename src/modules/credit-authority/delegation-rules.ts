import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type DelegationRules = DatedRuleSet & {
  /** Longest time a seat may be with somebody else. */
  readonly mostDays: number;
};

const delegationRules: readonly DelegationRules[] = [
  {
    code: 'DELEGATION_DEFAULT',
    effectiveFrom: '2012-01-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Default of the software: written authority for a definite time, a year at most.',
      zh: '系统默认：转授权须书面、有期限，最长一年。',
    },
    mostDays: 366,
  },
];

/** @throws RangeError where no rules hold on the day */
export function delegationRulesOn(date: string): DelegationRules {
  const rules = ruleSetOn(delegationRules, date);
  if (!rules) throw new RangeError(`no rules of delegation on ${date}`);
  return rules;
}
