/** What may be done with a condition of an approval. Pure. */
export const conditionActions = ['fulfil', 'reopen'] as const;
export type ConditionAction = (typeof conditionActions)[number];

export type ConditionFacts = {
  readonly loanState: string;
  /** It is one of the approval in force. */
  readonly counts: boolean;
  readonly fulfilledBy: string | null;
  /** Everybody whose vote carried the loan. */
  readonly approvedBy: readonly string[];
};

type Actor = {
  readonly personId: string;
  readonly permissions: ReadonlySet<string>;
  /** To the borrower, or to whoever stands for the loan. */
  readonly tied: boolean;
};

/** States in which an approval is in force and money may still wait for its conditions. */
const WAITING: readonly string[] = ['APPROVED', 'SIGNED'];

/**
 * The code of why this person may not, or undefined. Who granted the loan shows no condition
 * fulfilled, who showed it does not judge it, and whoever is tied to the borrower does neither.
 */
export function conditionRefusal(
  facts: ConditionFacts,
  action: ConditionAction,
  { personId, permissions, tied }: Actor,
): string | undefined {
  if (!permissions.has(`loan-condition.${action}`)) return 'auth.forbidden';
  if (tied) return 'loan.recused';
  if (!facts.counts || !WAITING.includes(facts.loanState)) return 'loan.condition_void';
  if (action === 'fulfil' && facts.fulfilledBy !== null) return 'loan.condition_settled';
  if (action === 'reopen' && facts.fulfilledBy === null) return 'loan.condition_open';
  const barred = action === 'fulfil' ? facts.approvedBy : [facts.fulfilledBy];
  return barred.includes(personId) ? 'loan.separation_of_duties' : undefined;
}
