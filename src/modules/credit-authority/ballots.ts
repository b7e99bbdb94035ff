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

/** The last seat is kept for a veto not heard yet. */
export const isKept = (
  level: AuthorityLevel,
  ballots: readonly Ballot[],
  seat: Pick<Seat, 'roles'>,
): boolean =>
  ballots.length + 1 >= level.seats &&
  !heard(level, ballots) &&
  !seat.roles.some((role) => level.vetoRoles.includes(role));

/** Seats among these that the level has. */
export const seatsAt = (level: AuthorityLevel, seats: readonly Seat[]): Seat[] =>
  seats.filter(
    ({ roles }) => level.roles.length === 0 || roles.some((role) => level.roles.includes(role)),
  );
