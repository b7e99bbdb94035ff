import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

type Words = { readonly en: string; readonly zh: string };

/** How the cost of a loan is shown to whoever is to bear it, by date. */
export type DisclosureRuleSet = DatedRuleSet & {
  /** On a screen: the least time between shown and confirmed. */
  readonly readingSeconds: number;
  readonly statement: Words;
  /** What only a breach of contract brings. */
  readonly contingent: readonly {
    readonly code: string;
    readonly name: Words;
    readonly way: Words;
  }[];
};

const nothingElse: Words = {
  en: 'Beside the items listed no other interest or fee is charged.',
  zh: '除上述明示的息费项目外，不收取其他任何利息和费用。',
};

const contingent: DisclosureRuleSet['contingent'] = [
  {
    code: 'PENALTY_OVERDUE',
    name: { en: 'Penalty interest on overdue amounts', zh: '逾期罚息' },
    way: {
      en: 'The contract rate plus 30 to 50 percent of it, as the contract says, while overdue.',
      zh: '逾期期间按合同约定，在合同利率基础上加收30%至50%。',
    },
  },
  {
    code: 'PENALTY_MISUSE',
    name: { en: 'Penalty interest on money put to another use', zh: '挪用罚息' },
    way: {
      en: 'The contract rate plus 50 to 100 percent of it, as the contract says, while misused.',
      zh: '挪用期间按合同约定，在合同利率基础上加收50%至100%。',
    },
  },
];

/** Penalty rates: 银发〔2003〕251号. The length of reading is the software's: the rule names none. */
export const disclosureRuleSets: readonly DisclosureRuleSet[] = [
  {
    code: 'ANNUAL_RATE_2021',
    effectiveFrom: '2021-03-31',
    effectiveTo: '2026-08-01',
    legalBasis: {
      en: 'Announcement of the People’s Bank of China (2021, No. 3)',
      zh: '中国人民银行公告〔2021〕第3号',
    },
    readingSeconds: 0,
    statement: nothingElse,
    contingent,
  },
  {
    code: 'TOTAL_COST_2026',
    effectiveFrom: '2026-08-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Rules on Disclosing the Total Financing Cost of Personal Loans (2026)',
      zh: '《个人贷款业务明示综合融资成本规定》',
    },
    readingSeconds: 15,
    statement: nothingElse,
    contingent,
  },
];

/** The rules of a day. @throws RangeError before there were any */
export function disclosureRulesOn(date: string): DisclosureRuleSet {
  const rules = ruleSetOn(disclosureRuleSets, date);
  if (!rules) throw new RangeError(`no rules of disclosing cost are in force on ${date}`);
  return rules;
}
