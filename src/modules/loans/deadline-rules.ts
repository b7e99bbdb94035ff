import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';
import type { LoanState } from './workflow.ts';

export type DeadlineRules = DatedRuleSet & {
  /** Working days for the step a loan in this state waits for; at every level of approval anew. */
  readonly stepDays: Readonly<Partial<Record<LoanState, number>>>;
  /** Working days for each level that decides a change of a loan. */
  readonly changeDays: number;
  /** Working days after its day an approval may be acted on. */
  readonly approvalDays: number;
  /** Who is told that a step is late, from so many working days after its deadline on. */
  readonly tiers: readonly { readonly workingDaysLate: number; readonly role: string }[];
};

/** How long a step may take. Loans are decided within a time made public (办理时限公开). */
const deadlineRules: readonly DeadlineRules[] = [
  {
    code: 'LOAN_DEADLINES_DEFAULT',
    effectiveFrom: '2012-01-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Default of the software; the time limit of each step is the lender’s own and made public (Measures for Loans to Farm Households, 2012, No. 50).',
      zh: '系统默认值；各环节办理时限由贷款人制定并公开（《农户贷款管理办法》银监发〔2012〕50号）。',
    },
    stepDays: { SUBMITTED: 5, INVESTIGATED: 3, REVIEWED: 3, RETURNED: 10, APPROVED: 10 },
    changeDays: 5,
    approvalDays: 30,
    tiers: [
      { workingDaysLate: 1, role: 'GRID_MANAGER' },
      { workingDaysLate: 3, role: 'LOAN_APPROVER' },
      { workingDaysLate: 5, role: 'ADMINISTRATOR' },
    ],
  },
];

/** @throws RangeError where no rules hold on the day */
export function deadlineRulesOn(date: string): DeadlineRules {
  const rules = ruleSetOn(deadlineRules, date);
  if (!rules) throw new RangeError(`no deadlines of loans on ${date}`);
  return rules;
}

/** Tiers that are to be told of a step so many working days late. */
export const tiersDue = ({ tiers }: DeadlineRules, workingDaysLate: number) =>
  tiers.flatMap((tier, index) =>
    tier.workingDaysLate <= workingDaysLate ? [{ tier: index + 1, role: tier.role }] : [],
  );
