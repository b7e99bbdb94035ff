/** How votes at a level count, and who has one. Pure. */
import type { AuthorityLevel } from './rules.ts';

export const voteChoices = ['FOR', 'AGAINST', 'ABSTAIN'] as const;
export type VoteChoice = (typeof voteChoices)[number];

export type Ballot = {
  readonly choice: VoteChoice;
  /** Roles the vote was cast in. */
  readonly roles: readonly string[];
};

export type LevelOutcome = 'OPEN' | 'CARRIED' | 'LOST';

const vetoes = ({ vetoRoles }: AuthorityLevel, { roles }: Ballot): boolean =>
  roles.some((role) => vetoRoles.includes(role));

const heard = (level: AuthorityLevel, ballots: readonly Ballot[]): boolean =>
  level.vetoRoles.length === 0 || ballots.some((ballot) => vetoes(level, ballot));

/**
 * What the votes so far make of a level, in whatever order they came. Lost at a vote against by
 * whoever has a veto, or once too few are left to carry it; carried by enough votes for it among a
 * quorum, when somebody with a veto has been heard.
 */
export function outcomeOf(level: AuthorityLevel, ballots: readonly Ballot[]): LevelOutcome {
  const inFavour = ballots.filter(({ choice }) => choice === 'FOR').length;
  const left = level.seats - ballots.length;
  const vetoed = ballots.some((each) => each.choice === 'AGAINST' && vetoes(level, each));
  if (vetoed || inFavour + left < level.votesFor) return 'LOST';
  const carried = inFavour >= level.votesFor && ballots.length >= level.quorum;
  return carried && heard(level, ballots) ? 'CARRIED' : 'OPEN';
}

/** A vote somebody may cast at a level: the own one, or another's for whom they stand in. */
export type Seat = {
  /** Whose seat it is. */
  readonly personId: string;
  readonly roles: readonly string[];
  readonly limitFen: bigint;
  /** Null for one's own. */
  readonly delegationId: string | null;
};

/** A seat as a level sees it: none of its own, kept for a veto not heard yet, or free to vote in. */
export type SeatStanding = 'ELSEWHERE' | 'KEPT' | 'FREE';

/** What a seat is at a level; the last one is kept for somebody with a veto. */
export function standingAt(
  level: AuthorityLevel,
  ballots: readonly Ballot[],
  { roles }: Pick<Seat, 'roles'>,
): SeatStanding {
  const holds = (codes: readonly string[]): boolean => roles.some((role) => codes.includes(role));
  if (level.roles.length > 0 && !holds(level.roles)) return 'ELSEWHERE';
  const isLast = ballots.length + 1 >= level.seats;
  return isLast && !heard(level, ballots) && !holds(level.vetoRoles) ? 'KEPT' : 'FREE';
}
