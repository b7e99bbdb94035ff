/** How far a loan may be changed, and when it may be written off. Pure. */
import type { LoanChangeGround, LoanChangeKind, LoanClass } from '../../generated/enums.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type ChangeRules = DatedRuleSet & {
  readonly extension: {
    /** A loan of at most so many months is short. */
    readonly shortMonths: number;
    /** All extensions of a loan together, as a share of its term. */
    readonly shortShare: number;
    readonly longShare: number;
    /** Classes in which later maturity is an extension; in any other it is a restructuring. */
    readonly classes: readonly LoanClass[];
  };
  readonly restructuring: { readonly mostMonths: number };
  readonly writeOff: {
    readonly classes: readonly LoanClass[];
    /** These stand by themselves: nobody is left to collect from. */
    readonly final: readonly LoanChangeGround[];
    readonly longOverdueDays: number;
  };
  /** Changes to which whoever stands for the loan has to agree in writing. */
  readonly consented: readonly LoanChangeKind[];
  readonly grounds: Readonly<Record<LoanChangeKind, readonly LoanChangeGround[]>>;
};

const changeRuleSets: readonly ChangeRules[] = [
  {
    code: 'LOAN_CHANGES_2010',
    effectiveFrom: '2010-02-12',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for personal loans: extensions of a loan up to one year together no longer than its term, of a longer one no longer than half of it. General Rules for Loans, article 12: whoever stands for a loan agrees to its extension in writing; Civil Code, article 695: nor do other terms bind them without it. Measures for writing off bad debts of financial enterprises. Days of long delay and the longest new term are the software’s own.',
      zh: '《个人贷款管理办法》：一年以内（含）的展期期限累计不得超过原贷款期限，一年以上的累计不得超过原贷款期限的一半；《贷款通则》第十二条：担保贷款展期须由保证人、抵押人、出质人出具书面同意；《民法典》第六百九十五条：变更主债权债务合同须经保证人书面同意；《金融企业呆账核销管理办法》。长期逾期天数、重组最长期限为软件默认值。',
    },
    extension: {
      shortMonths: 12,
      shortShare: 1,
      longShare: 0.5,
      classes: ['NORMAL'],
    },
    restructuring: { mostMonths: 120 },
    writeOff: {
      classes: ['LOSS'],
      final: ['DEATH', 'BANKRUPTCY', 'ENFORCEMENT_ENDED'],
      longOverdueDays: 361,
    },
    consented: ['EXTENSION', 'RESTRUCTURING'],
    grounds: {
      EXTENSION: ['SEASON', 'DISASTER', 'ILLNESS', 'MARKET', 'OTHER'],
      RESTRUCTURING: ['SEASON', 'DISASTER', 'ILLNESS', 'MARKET', 'OTHER'],
      WRITE_OFF: ['DEATH', 'BANKRUPTCY', 'ENFORCEMENT_ENDED', 'DISASTER', 'LONG_OVERDUE'],
    },
  },
];

/** @throws RangeError where no rules hold on the day */
export function changeRulesOn(date: string): ChangeRules {
  const rules = ruleSetOn(changeRuleSets, date);
  if (!rules) throw new RangeError(`no rules of changes to loans on ${date}`);
  return rules;
}

/** Months by which a loan of a term may be extended in all. */
export function mostExtension({ extension }: ChangeRules, termMonths: number): number {
  const { shortMonths, shortShare, longShare } = extension;
  return Math.floor(termMonths * (termMonths <= shortMonths ? shortShare : longShare));
}

/** The loan as it stands on the day of the proposal, and again on that of the decision. */
export type Changed = {
  readonly termMonths: number;
  /** By earlier extensions. */
  readonly extendedMonths: number;
  readonly loanClass: LoanClass;
  readonly overdueDays: number;
  readonly overdue: boolean;
  /** Past its last due day. */
  readonly matured: boolean;
  /** Millionths of a percentage point. */
  readonly rate: bigint;
  readonly principalFen: bigint;
  /** Money of it was asked for, and nobody knows yet whether it goes out. */
  readonly drawing: boolean;
  /** A demand reached somebody bound, or the court has it. */
  readonly pursued: boolean;
};

export type ChangeTerms = {
  readonly kind: LoanChangeKind;
  readonly ground: LoanChangeGround;
  readonly months: number | null;
  /** Millionths of a percentage point. */
  readonly rate: bigint | null;
};

export type ChangeFault = {
  readonly code: `loan-change.${string}`;
  readonly path: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** What the rules do not allow of a change: the first fault, or undefined. */
export function changeFault(
  rules: ChangeRules,
  loan: Changed,
  terms: ChangeTerms,
): ChangeFault | undefined {
  if (loan.principalFen <= 0n) return { code: 'loan-change.nothing_owed', path: 'loanId' };
  if (!rules.grounds[terms.kind].includes(terms.ground)) {
    return { code: 'loan-change.ground', path: 'ground' };
  }
  if (terms.kind === 'EXTENSION') return extensionFault(rules, loan, terms.months ?? 0);
  if (terms.kind === 'RESTRUCTURING') return restructuringFault(rules, loan, terms);
  return writeOffFault(rules, loan, terms.ground);
}

function extensionFault(
  rules: ChangeRules,
  loan: Changed,
  months: number,
): ChangeFault | undefined {
  const path = 'months';
  if (loan.matured) return { code: 'loan-change.matured', path: 'kind' };
  if (loan.overdue || !rules.extension.classes.includes(loan.loanClass)) {
    return { code: 'loan-change.is_restructuring', path: 'kind' };
  }
  const left = mostExtension(rules, loan.termMonths) - loan.extendedMonths;
  if (months <= left) return undefined;
  return { code: 'loan-change.too_long', path, details: { left } };
}

function restructuringFault(
  { restructuring }: ChangeRules,
  loan: Changed,
  { months, rate }: ChangeTerms,
): ChangeFault | undefined {
  const { mostMonths } = restructuring;
  if ((months ?? 0) > mostMonths) {
    return { code: 'loan-change.too_long', path: 'months', details: { left: mostMonths } };
  }
  // New terms are a concession: they never cost a borrower in need more.
  return (rate ?? 0n) > loan.rate ? { code: 'loan-change.dearer', path: 'annualRate' } : undefined;
}

function writeOffFault(
  { writeOff }: ChangeRules,
  loan: Changed,
  ground: LoanChangeGround,
): ChangeFault | undefined {
  // What goes out after it would be lent on top of a claim given up.
  if (loan.drawing) return { code: 'loan-change.drawing_under_way', path: 'loanId' };
  if (writeOff.final.includes(ground)) return undefined;
  if (!writeOff.classes.includes(loan.loanClass)) {
    return { code: 'loan-change.not_lost', path: 'kind', details: { classes: writeOff.classes } };
  }
  if (!loan.pursued) return { code: 'loan-change.not_pursued', path: 'kind' };
  if (ground === 'LONG_OVERDUE' && loan.overdueDays < writeOff.longOverdueDays) {
    const details = { days: writeOff.longOverdueDays };
    return { code: 'loan-change.not_overdue_enough', path: 'ground', details };
  }
  return undefined;
}
