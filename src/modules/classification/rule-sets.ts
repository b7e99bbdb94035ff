import type { LoanClass, LoanClassGroundCode, LoanRuleBook } from '../../generated/enums.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type Words = { readonly en: string; readonly zh: string };

/** Grounds whose class depends on a share in percent: the last step it reaches. */
type Ladder = readonly { readonly fromPercent: number; readonly loanClass: LoanClass }[];

/** What a share in percent does: a share at all, and one above the threshold. */
type Share = {
  readonly some: LoanClass;
  readonly abovePercent: number;
  readonly above: LoanClass;
};

export type ClassificationRules = DatedRuleSet & {
  /** From this many days overdue a loan is at least in this class. Ascending, worst last. */
  readonly overdue: readonly { readonly fromDays: number; readonly loanClass: LoanClass }[];
  /** A delay of the bank's own making does not count up to this many days. */
  readonly excusedDays: number;
  /** At least this class while the ground holds. */
  readonly grounds: Readonly<Partial<Record<LoanClassGroundCode, LoanClass>>>;
  readonly expectedLoss: Ladder;
  /** Share of the debtor's debts at all banks that are overdue for more than 90 days. */
  readonly elsewhere: Share;
  /** Share of the debtor's claims in this bank that are bad. */
  readonly borrower: Share;
  /** Books whose loans are classed one by one; all others with every claim on the debtor. */
  readonly oneByOne: readonly LoanRuleBook[];
  /** What a bad loan must show before people may class it as good again: whichever is longer. */
  readonly cure: { readonly periods: number; readonly months: number };
  readonly restructured: {
    readonly loanClass: LoanClass;
    /** When it is restructured once more while it is observed. */
    readonly again: LoanClass;
    readonly periods: number;
    readonly months: number;
  };
  /** Every loan is confirmed at least this often. */
  readonly confirmedEveryMonths: number;
};

/** The classification rules by date. Earlier practice ladders differ and are deliberately not here. */
export const classificationRules: readonly ClassificationRules[] = [
  {
    code: 'CLASSIFICATION_2023',
    effectiveFrom: '2023-07-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for Risk Classification of Commercial Banks’ Financial Assets (2023, No. 1)',
      zh: '《商业银行金融资产风险分类办法》（中国银保监会、中国人民银行令〔2023〕第1号）',
    },
    overdue: [
      { fromDays: 1, loanClass: 'SPECIAL_MENTION' },
      { fromDays: 91, loanClass: 'SUBSTANDARD' },
      { fromDays: 271, loanClass: 'DOUBTFUL' },
      { fromDays: 361, loanClass: 'LOSS' },
    ],
    excusedDays: 7,
    grounds: {
      USE_CHANGED: 'SPECIAL_MENTION',
      BORROWED_TO_REPAY: 'SPECIAL_MENTION',
      RATING_SHARPLY_DOWN: 'SUBSTANDARD',
      DEBT_EVASION: 'DOUBTFUL',
      BANKRUPTCY: 'LOSS',
    },
    expectedLoss: [
      { fromPercent: 0, loanClass: 'SUBSTANDARD' },
      { fromPercent: 50, loanClass: 'DOUBTFUL' },
      { fromPercent: 90, loanClass: 'LOSS' },
    ],
    elsewhere: { some: 'SPECIAL_MENTION', abovePercent: 20, above: 'SUBSTANDARD' },
    borrower: { some: 'SPECIAL_MENTION', abovePercent: 10, above: 'SUBSTANDARD' },
    oneByOne: ['PERSON', 'FARM_HOUSEHOLD'],
    cure: { periods: 2, months: 6 },
    restructured: { loanClass: 'SPECIAL_MENTION', again: 'SUBSTANDARD', periods: 2, months: 12 },
    confirmedEveryMonths: 3,
  },
];

/** @throws RangeError when no rules are in force on the day */
export function classificationRulesOn(date: string): ClassificationRules {
  const rules = ruleSetOn(classificationRules, date);
  if (!rules) throw new RangeError(`no classification rules are in force on ${date}`);
  return rules;
}
