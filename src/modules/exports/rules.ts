/** How much leaves at once, by dated rule sets. Pure. */
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type ExportRules = DatedRuleSet & {
  /** Most people of one export. */
  readonly maximumRows: number;
  /** How long after it was asked for the file can be fetched. */
  readonly hours: number;
};

export const exportRuleSets: readonly ExportRules[] = [
  {
    code: 'EXPORT_50000',
    effectiveFrom: '2021-11-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Personal Information Protection Law, articles 6 and 51; JR/T 0223-2021 (exporting data). The numbers are common practice.',
      zh: '《个人信息保护法》第六条、第五十一条；JR/T 0223-2021（数据导出）；数量为行业常用值。',
    },
    maximumRows: 50_000,
    hours: 24,
  },
];

/** @throws RangeError before the first rule set */
export function exportRulesOn(date: string): ExportRules {
  const rules = ruleSetOn(exportRuleSets, date);
  if (!rules) throw new RangeError(`no rules of exporting on ${date}`);
  return rules;
}
