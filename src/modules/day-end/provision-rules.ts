import type { LoanClass } from '../../generated/enums.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

/** Percent of the principal by class, as exact decimal text. */
export type ProvisionRules = DatedRuleSet & {
  readonly coefficients: Readonly<Record<LoanClass, string>>;
};

const provisionRules: readonly ProvisionRules[] = [
  {
    code: 'PROVISION_2012',
    effectiveFrom: '2012-07-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for Provisioning of Financial Enterprises (Ministry of Finance, 2012, No. 20), standard risk coefficients',
      zh: '《金融企业准备金计提管理办法》（财金〔2012〕20号）标准风险系数',
    },
    coefficients: {
      NORMAL: '1.5',
      SPECIAL_MENTION: '3',
      SUBSTANDARD: '30',
      DOUBTFUL: '60',
      LOSS: '100',
    },
  },
];

/** @throws RangeError when no rules are in force on the day */
export function provisionRulesOn(date: string): ProvisionRules {
  const rules = ruleSetOn(provisionRules, date);
  if (!rules) throw new RangeError(`no provision rules are in force on ${date}`);
  return rules;
}
