/** When a loan is looked at after it was paid out, how, and what has to be answered. Pure. */
import type {
  FundUseFinding,
  GuaranteeFinding,
  LoanCheckConclusion,
  LoanCheckKind,
  LoanCheckTrigger,
  LoanCheckWay,
  LoanClass,
  RepaymentAbility,
} from '../../generated/enums.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

/** From this amount of principal outstanding a check is due every so many months. */
export type CheckTier = { readonly fromFen: bigint; readonly everyMonths: number };

export type CheckRules = DatedRuleSet & {
  /** Days from the payment to the first check, which asks what the money was used for. */
  readonly firstDays: number;
  /** By class, tiers ascending; the first begins at nothing. */
  readonly regular: Readonly<Record<LoanClass, readonly CheckTier[]>>;
  /** Days from what asks for a special check to its last day. */
  readonly specialDays: Readonly<Record<LoanCheckTrigger, number>>;
  /** From this many days overdue a special check is asked for. */
  readonly overdueFromDays: number;
  /** Checked at the door: bad loans, larger ones, and for these triggers. */
  readonly onSite: {
    readonly classes: readonly LoanClass[];
    readonly fromFen: bigint;
    readonly triggers: readonly LoanCheckTrigger[];
  };
};

const yuan = (amount: bigint): bigint => amount * 100n;
const monthly = [{ fromFen: 0n, everyMonths: 1 }];

const checkRuleSets: readonly CheckRules[] = [
  {
    code: 'POST_LOAN_CHECKS_2013',
    effectiveFrom: '2013-01-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for loans to farm households (Yinjianfa [2012] No. 50): a bank sets the time of the first check, checks regularly and as needed, on site, by telephone or from account records. The days and months are the software’s own.',
      zh: '《农户贷款管理办法》（银监发〔2012〕50号）：明确首贷检查期限，建立定期或不定期检查制度，采取实地检查、电话访谈、检查结算账户交易记录等方式。具体天数、月数为软件默认值。',
    },
    firstDays: 15,
    regular: {
      NORMAL: [
        { fromFen: 0n, everyMonths: 12 },
        { fromFen: yuan(100_000n), everyMonths: 6 },
        { fromFen: yuan(500_000n), everyMonths: 3 },
      ],
      SPECIAL_MENTION: [
        { fromFen: 0n, everyMonths: 3 },
        { fromFen: yuan(100_000n), everyMonths: 1 },
      ],
      SUBSTANDARD: monthly,
      DOUBTFUL: monthly,
      LOSS: monthly,
    },
    specialDays: {
      OVERDUE: 7,
      DISPUTE: 7,
      HOUSEHOLD_EVENT: 7,
      NEGATIVE_LIST: 3,
      FUND_USE: 3,
      OTHER: 7,
    },
    overdueFromDays: 1,
    onSite: {
      classes: ['SUBSTANDARD', 'DOUBTFUL', 'LOSS'],
      fromFen: yuan(200_000n),
      triggers: ['HOUSEHOLD_EVENT', 'FUND_USE'],
    },
  },
];

/** @throws RangeError where no rules hold on the day */
export function checkRulesOn(date: string): CheckRules {
  const rules = ruleSetOn(checkRuleSets, date);
  if (!rules) throw new RangeError(`no rules of post-loan checks on ${date}`);
  return rules;
}

/** Months between regular checks of a loan of this class and principal outstanding. */
export function everyMonths(
  rules: CheckRules,
  loan: { loanClass: LoanClass; outstandingFen: bigint },
): number {
  const tiers = rules.regular[loan.loanClass];
  return tiers.findLast(({ fromFen }) => loan.outstandingFen >= fromFen)?.everyMonths ?? 1;
}

/** What is checked: the check as it was opened, and its loan. */
export type Checked = {
  readonly kind: LoanCheckKind;
  readonly trigger: LoanCheckTrigger | null;
  readonly loanClass: LoanClass;
  readonly outstandingFen: bigint;
  readonly amountFen: bigint;
};

export type CheckFindings = {
  readonly way: LoanCheckWay;
  readonly fundUse?: FundUseFinding | undefined;
  readonly proven?: bigint | undefined;
  readonly repaymentAbility?: RepaymentAbility | undefined;
  readonly guarantee?: GuaranteeFinding | undefined;
  readonly conclusion: LoanCheckConclusion;
  readonly evidence: readonly string[];
};

export type FindingsFault = { readonly code: `loan-check.${string}`; readonly path: string };

export const mustBeOnSite = (rules: CheckRules, checked: Checked): boolean =>
  rules.onSite.classes.includes(checked.loanClass) ||
  checked.outstandingFen >= rules.onSite.fromFen ||
  (checked.trigger !== null && rules.onSite.triggers.includes(checked.trigger));

const asksForUse = ({ kind, trigger }: Checked): boolean =>
  kind === 'FIRST' || trigger === 'FUND_USE';

/** What these findings lack or contradict: the first fault, or undefined. */
export function findingsFault(
  rules: CheckRules,
  checked: Checked,
  found: CheckFindings,
): FindingsFault | undefined {
  if (found.way !== 'ON_SITE' && mustBeOnSite(rules, checked)) {
    return { code: 'loan-check.on_site_required', path: 'way' };
  }
  if (asksForUse(checked) && found.fundUse === undefined) {
    return { code: 'loan-check.fund_use_required', path: 'fundUse' };
  }
  if (!asksForUse(checked) && found.repaymentAbility === undefined) {
    return { code: 'loan-check.ability_required', path: 'repaymentAbility' };
  }
  if (found.evidence.length === 0 && (found.way === 'RECORDS' || found.proven !== undefined)) {
    return { code: 'loan-check.evidence_required', path: 'evidence' };
  }
  if ((found.proven ?? 0n) > checked.amountFen) {
    return { code: 'loan-check.more_than_lent', path: 'proven' };
  }
  return conclusionFault(found);
}

/** A finding that endangers the loan is not summed up as normal. */
function conclusionFault(found: CheckFindings): FindingsFault | undefined {
  const { fundUse, repaymentAbility, guarantee, conclusion } = found;
  const grave = fundUse === 'DIVERTED' || repaymentAbility === 'LOST' || guarantee === 'LOST';
  const doubtful = repaymentAbility === 'WEAKENED' || guarantee === 'WEAKENED';
  const tooGood = conclusion === 'NORMAL' && (grave || doubtful);
  return tooGood ? { code: 'loan-check.conclusion_too_good', path: 'conclusion' } : undefined;
}
