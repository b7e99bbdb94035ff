/** How long the contents of imported rows are kept: dated data. Pure. */
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

type ImportRetention = DatedRuleSet & { readonly keptDays: number };

const retentionRuleSets: readonly ImportRetention[] = [
  {
    code: 'IMPORT_RETENTION_2021',
    effectiveFrom: '2021-11-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Personal Information Protection Law, article 19: no longer than the purpose needs; the rows are kept to mend what was refused, thirty days being the shipped choice.',
      zh: '《个人信息保护法》第十九条：保存期限应为实现处理目的所必要的最短时间；原始行仅为更正被拒数据而保留，默认三十日。',
    },
    keptDays: 30,
  },
];

/** @throws RangeError before the first */
export function importRetentionOn(date: string): { code: string; keptDays: number } {
  const set = ruleSetOn(retentionRuleSets, date);
  if (!set) throw new RangeError(`no rules of retention of imports on ${date}`);
  return { code: set.code, keptDays: set.keptDays };
}
