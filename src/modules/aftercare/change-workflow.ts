/** Who may decide a change of a loan. Pure: facts in, the code of a refusal or nothing out. */
import type { LoanChangeKind, LoanChangeStatus } from '../../generated/enums.ts';

export const changeActs = ['approve', 'reject', 'withdraw'] as const;
export type ChangeAct = (typeof changeActs)[number];

export type ChangeFacts = {
  readonly status: LoanChangeStatus;
  readonly kind: LoanChangeKind;
  readonly proposedBy: string;
  readonly principalFen: bigint;
  /** People who stand for the loan and have to agree, and have not yet. */
  readonly unconsented: number;
  /** Whoever investigated, reviewed or approved the loan. */
  readonly lenders: readonly string[];
};

export type ChangeActor = {
  readonly personId: string;
  readonly permissions: ReadonlySet<string>;
  readonly approvalLimitFen: bigint;
  /** To the borrower, or to whoever stands for the loan. */
  readonly tied: boolean;
};

const permissionOf = (act: ChangeAct): string =>
  act === 'withdraw' ? 'loan-change.propose' : 'loan-change.decide';

/** The code of why this person may not take an act now; undefined when nothing stands against it. */
export function changeRefusal(
  facts: ChangeFacts,
  act: ChangeAct,
  actor: ChangeActor,
): string | undefined {
  if (!actor.permissions.has(permissionOf(act))) return 'auth.forbidden';
  if (facts.status !== 'PROPOSED') return 'loan-change.decided';
  const own = facts.proposedBy === actor.personId;
  if (act === 'withdraw') return own ? undefined : 'loan-change.not_own';
  if (own) return 'loan-change.same_person';
  if (actor.tied) return 'loan.recused';
  // What somebody lent is not theirs to write off.
  if (facts.kind === 'WRITE_OFF' && facts.lenders.includes(actor.personId)) {
    return 'loan-change.own_loan';
  }
  if (act === 'approve' && facts.unconsented > 0) return 'loan-change.consent_missing';
  const above = facts.principalFen > actor.approvalLimitFen;
  return act === 'approve' && above ? 'loan-change.above_limit' : undefined;
}
