import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

/** How long the core may be silent before it is asked again. */
export type AskingRuleSet = DatedRuleSet & { readonly afterMinutes: number };

export const askingRuleSets: readonly AskingRuleSet[] = [
  {
    code: 'ASKING_CORE_2024',
    effectiveFrom: '2020-01-01',
    effectiveTo: null,
    legalBasis: {
      en: 'No rule says; a setting of the software',
      zh: '无规定，软件默认值',
    },
    afterMinutes: 15,
  },
];

const MINUTE_MS = 60_000;

/** Instructions last heard of before this instant are asked about. */
export function silentSince(now: Date, today: string): Date {
  const rules = ruleSetOn(askingRuleSets, today);
  if (!rules) throw new RangeError(`no rules of asking the core are in force on ${today}`);
  return new Date(now.getTime() - rules.afterMinutes * MINUTE_MS);
}
