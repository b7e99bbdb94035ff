/** Who may decide a change of a loan. Pure: facts in, the code of a refusal or nothing out. */
import type { LoanChangeStatus } from '../../generated/enums.ts';
import type { Deliberation, LevelRefusal, Voter } from '../credit-authority/index.ts';
import { reasonAtLevel } from '../loans/index.ts';

export const changeActs = ['approve', 'vote', 'reject', 'withdraw'] as const;
export type ChangeAct = (typeof changeActs)[number];

export type ChangeFacts = {
  readonly status: LoanChangeStatus;
  readonly proposedBy: string;
  /** Principal outstanding today: what the matrix and limits are asked about. */
  readonly amountFen: bigint;
  /** People who stand for the loan and have to agree, and have not yet. */
  readonly unconsented: number;
  /** Whoever proposed it or investigated the loan; of a write-off, all who had a part in granting. */
  readonly barred: readonly string[];
  /** Who decides it now and what they said; null once it is decided. */
  readonly deliberation: Deliberation | null;
};

export type ChangeActor = Voter & {
  readonly permissions: ReadonlySet<string>;
  /** To the borrower, or to whoever stands for the loan. */
  readonly tied: boolean;
};

/** What each level refusal is called of a change. */
const AT_LEVEL: Readonly<Record<LevelRefusal, string>> = {
  no_authority: 'loan-change.no_authority',
  no_seat: 'loan-change.no_seat',
  voted_already: 'loan-change.voted_already',
  level_votes: 'loan-change.level_votes',
  level_single: 'loan-change.level_single',
  seat_kept: 'loan-change.seat_kept',
  above_approval_limit: 'loan-change.above_limit',
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
  if (facts.barred.includes(actor.personId)) return 'loan-change.own_loan';
  const reason = reasonAtLevel(facts, act, actor);
  if (reason) return AT_LEVEL[reason];
  return act === 'approve' ? consentRefusal(facts) : undefined;
}

/** Nobody helps to carry a change, or carries it, while somebody who stands for the loan has not agreed. */
export const consentRefusal = ({ unconsented }: ChangeFacts): string | undefined =>
  unconsented > 0 ? 'loan-change.consent_missing' : undefined;
