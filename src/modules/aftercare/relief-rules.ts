import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type ReliefRules = DatedRuleSet & {
  /** How far before its registration the first day of a decree may lie. */
  readonly mostDaysBack: number;
};

const reliefRules: readonly ReliefRules[] = [
  {
    code: 'RELIEF_DECREES_2020',
    effectiveFrom: '2020-01-25',
    effectiveTo: null,
    legalBasis: {
      en: 'Notices on deferring repayment after disasters and epidemics begin with the event and are carried out within the quarter; the days are the software’s own.',
      zh: '受灾、疫情等临时性延期还本付息政策自事件发生之日起执行，应于当季落实；具体天数为软件默认值。',
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
