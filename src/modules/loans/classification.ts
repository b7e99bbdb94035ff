import type { DatedRuleSet } from '../../kernel/rule-sets.ts';

/** Five-category classification (五级分类), best first: the position in the list is the severity. */
export const loanClasses = [
  'NORMAL',
  'SPECIAL_MENTION',
  'SUBSTANDARD',
  'DOUBTFUL',
  'LOSS',
] as const;
export type LoanClass = (typeof loanClasses)[number];

/**
 * Reasons for a short delay that is not the debtor's: of the bank's operations, or of its
 * technology.
 */
export const delayReasons = ['OPERATIONAL', 'TECHNICAL'] as const;
export type DelayReason = (typeof delayReasons)[number];

export type ClassificationRuleSet = DatedRuleSet & {
  /** From this many days overdue a loan is at least in this class. Ascending, worst last. */
  readonly overdue: readonly { readonly fromDays: number; readonly loanClass: LoanClass }[];
  /** A delay up to this many days does not count when one of `delayReasons` is recorded for it. */
  readonly graceDays: number;
  /** What a bad loan must show before it may be classed as good again. */
  readonly cure: { readonly onTimePeriods: number; readonly onTimeMonths: number };
};

/**
 * The classification rules by date. Earlier practice ladders differ and are deliberately not
 * here.
 */
export const classificationRuleSets: readonly ClassificationRuleSet[] = [
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
    graceDays: 7,
    cure: { onTimePeriods: 2, onTimeMonths: 6 },
  },
];

export type Words = { readonly en: string; readonly zh: string };

/**
 * A fact other than delay that puts a loan in at least this class, such as a changed use of
 * funds.
 */
export type ClassTrigger = {
  readonly code: string;
  readonly loanClass: LoanClass;
  readonly explanation: Words;
};

/** What a loan that was bad has shown since; all of it is needed to be classed as good. */
export type CureFacts = {
  readonly onTimePeriods: number;
  readonly onTimeMonths: number;
  readonly abilityConfirmed: boolean;
  readonly otherAssetsImpaired: boolean;
};

/** `overdueDays` comes from `loanPosition`; `triggers` hold a person's judgement too. */
export type ClassificationFacts = {
  readonly overdueDays: number;
  readonly delayReason?: DelayReason | null;
  readonly triggers?: readonly ClassTrigger[];
  readonly previousClass?: LoanClass | null;
  readonly cure?: CureFacts | null;
};

export type Classification = {
  readonly loanClass: LoanClass;
  readonly ruleSet: string;
  readonly legalBasis: Words;
  /** Every rule that was hit, the one that decided first. */
  readonly reasons: readonly ClassTrigger[];
};

const severity = (loanClass: LoanClass): number => loanClasses.indexOf(loanClass);
const isBad = (loanClass: LoanClass): boolean => severity(loanClass) >= severity('SUBSTANDARD');

function byDelay(facts: ClassificationFacts, rules: ClassificationRuleSet): ClassTrigger {
  const { overdueDays: days, delayReason } = facts;
  if (days <= 0) {
    const explanation = { en: 'Nothing is overdue.', zh: '无逾期。' };
    return { code: 'NOT_OVERDUE', loanClass: 'NORMAL', explanation };
  }
  if (days <= rules.graceDays && delayReason) {
    const explanation = {
      en: `${days} days overdue for an operational or technical reason, within the grace.`,
      zh: `因操作性或技术性原因短期逾期${days}天，未超过${rules.graceDays}天。`,
    };
    return { code: 'SHORT_DELAY', loanClass: 'NORMAL', explanation };
  }
  const step = rules.overdue.findLast(({ fromDays }) => days >= fromDays);
  const explanation = {
    en: `${days} days overdue: from ${step?.fromDays ?? 0} days at least this class.`,
    zh: `逾期${days}天，逾期${step?.fromDays ?? 0}天起至少归为本类。`,
  };
  return { code: 'OVERDUE', loanClass: step?.loanClass ?? 'NORMAL', explanation };
}

function isCured(facts: ClassificationFacts, rules: ClassificationRuleSet): boolean {
  const { cure } = facts;
  if (!cure || facts.overdueDays > 0) return false;
  const paidOnTime =
    cure.onTimePeriods >= rules.cure.onTimePeriods && cure.onTimeMonths >= rules.cure.onTimeMonths;
  return paidOnTime && cure.abilityConfirmed && !cure.otherAssetsImpaired;
}

/**
 * A bad loan stays in its class until it is cured: down at any time, up to good only after
 * observation.
 */
function byHistory(facts: ClassificationFacts, rules: ClassificationRuleSet): ClassTrigger[] {
  const { previousClass } = facts;
  if (!previousClass || !isBad(previousClass) || isCured(facts, rules)) return [];
  const { onTimePeriods, onTimeMonths } = rules.cure;
  const explanation = {
    en: `Not yet cured: needs ${onTimePeriods} periods and ${onTimeMonths} months paid on time.`,
    zh: `尚不符合上调条件：须连续${onTimePeriods}个还款期且不少于${onTimeMonths}个月按时足额还款。`,
  };
  return [{ code: 'NOT_CURED', loanClass: previousClass, explanation }];
}

/**
 * The class of a loan: the worst of its delay, its other triggers and, for a loan that was bad,
 * its history. More days overdue never give a better class. Rule: 2023 measures, as the rule
 * set in force says.
 */
export function classifyLoan(
  facts: ClassificationFacts,
  rules: ClassificationRuleSet,
): Classification {
  const delay = byDelay(facts, rules);
  const others = [...(facts.triggers ?? [])];
  const worst = [delay, ...others].reduce((a, b) =>
    severity(b.loanClass) > severity(a.loanClass) ? b : a,
  );
  // History only holds back a step up to good; between the bad classes the present facts decide.
  const history = isBad(worst.loanClass) ? [] : byHistory(facts, rules);
  const reasons = [delay, ...others, ...history].toSorted(
    (a, b) => severity(b.loanClass) - severity(a.loanClass),
  );
  const loanClass = reasons[0]?.loanClass ?? 'NORMAL';
  return { loanClass, ruleSet: rules.code, legalBasis: rules.legalBasis, reasons };
}
