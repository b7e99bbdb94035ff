/** How long a proposed move waits for the other side, by dated rule sets. */
import { addDays } from '../../kernel/dates.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type MoveRuleSet = DatedRuleSet & {
  /** Days after which a proposal that nobody decided lapses. */
  readonly openDays: number;
};

export const moveRuleSets: readonly MoveRuleSet[] = [
  {
    code: 'CUSTOMER_MOVE_2015',
    effectiveFrom: '2015-01-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Default of the software; no regulation sets it.',
      zh: '系统默认值，无法规规定。',
    },
    openDays: 15,
  },
];

/** The first day a move proposed on a day can no longer be accepted. */
export function moveExpiry(proposedOn: string): string {
  const rules = ruleSetOn(moveRuleSets, proposedOn);
  if (!rules) throw new RangeError(`no rules of moves on ${proposedOn}`);
  return addDays(proposedOn, rules.openDays);
}
