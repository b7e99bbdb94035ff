/** The three steps of a class people decide on (初分、认定、审批). Pure: facts in, answers out. */
import type { LoanClass, LoanClassReviewStatus } from '../../generated/enums.ts';
import { isBad, isWorse } from './severity.ts';

export const reviewActs = ['determine', 'approve', 'reject'] as const;
export type ReviewAct = (typeof reviewActs)[number];

type States = Readonly<Partial<Record<LoanClassReviewStatus, LoanClassReviewStatus>>>;

const STEPS: Readonly<Record<ReviewAct, States>> = {
  determine: { PROPOSED: 'DETERMINED' },
  approve: { DETERMINED: 'APPROVED' },
  reject: { PROPOSED: 'REJECTED', DETERMINED: 'REJECTED' },
};

export type ReviewState = {
  readonly status: LoanClassReviewStatus;
  /** Who has taken a step already. */
  readonly people: readonly (string | null)[];
};

export type ReviewRefusal = 'class-review.not_in_step' | 'class-review.same_person';

/** The state an act leads to, or why this person may not take it. */
export function nextState(
  { status, people }: ReviewState,
  act: ReviewAct,
  personId: string,
): { state: LoanClassReviewStatus } | { refusal: ReviewRefusal } {
  const state = STEPS[act][status];
  if (!state) return { refusal: 'class-review.not_in_step' };
  return people.includes(personId) ? { refusal: 'class-review.same_person' } : { state };
}

/** What a proposal is held against. */
export type Proposal = {
  readonly loanClass: LoanClass;
  readonly present: LoanClass;
  /** The class by the facts of the day, were nothing held back: none may be better. */
  readonly byRules: LoanClass;
  readonly cured: boolean;
  readonly abilityConfirmed: boolean;
  readonly otherLoanBad: boolean;
};

export type ProposalRefusal =
  | 'class-review.same_class'
  | 'class-review.better_than_rules'
  | 'class-review.not_cured'
  | 'class-review.ability_unconfirmed'
  | 'class-review.others_bad';

/** Down at any time; up to good only after everything the rules ask for. The first reason that holds. */
export function proposalRefusal(proposal: Proposal): ProposalRefusal | null {
  const { loanClass, present, byRules } = proposal;
  if (loanClass === present) return 'class-review.same_class';
  if (isWorse(byRules, loanClass)) return 'class-review.better_than_rules';
  if (!isBad(present) || isBad(loanClass)) return null;
  if (!proposal.cured) return 'class-review.not_cured';
  if (!proposal.abilityConfirmed) return 'class-review.ability_unconfirmed';
  return proposal.otherLoanBad ? 'class-review.others_bad' : null;
}
