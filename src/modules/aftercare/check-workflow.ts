/** What may be done with a post-loan check. Pure: facts in, the code of a refusal or nothing out. */
import type { LoanCheckKind, LoanCheckStatus, LoanCheckTrigger } from '../../generated/enums.ts';

export const checkActs = ['record', 'cancel'] as const;
export type CheckAct = (typeof checkActs)[number];

export type CheckFacts = {
  readonly status: LoanCheckStatus;
  readonly kind: LoanCheckKind;
  readonly trigger: LoanCheckTrigger | null;
};

type Allowed = {
  readonly permissions: ReadonlySet<string>;
  /** To the borrower, or to whoever stands for the loan. */
  readonly tied: boolean;
};

/** The code of why this person may not take an act now; undefined when nothing stands against it. */
export function checkRefusal(
  { status, kind, trigger }: CheckFacts,
  act: CheckAct,
  { permissions, tied }: Allowed,
): string | undefined {
  if (!permissions.has(`loan-check.${act}`)) return 'auth.forbidden';
  if (status !== 'DUE') return 'loan-check.not_due';
  if (tied) return 'loan.recused';
  // What rules ask for is made, not cancelled.
  const ruled = kind !== 'SPECIAL' || trigger === 'OVERDUE';
  return act === 'cancel' && ruled ? 'loan-check.ruled' : undefined;
}
