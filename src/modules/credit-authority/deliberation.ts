/** Something before those who decide it: who has a vote at the present level. Pure. */
import canonicalize from 'canonicalize';
import {
  type Ballot,
  type Seat,
  type SeatStanding,
  standingAt,
  type VoteChoice,
} from './ballots.ts';
import type { Authority } from './matrix-in-force.ts';
import type { AuthorityLevel, CreditQuestion } from './rules.ts';

export type Deliberation = {
  /** The level that decides now; null where the matrix has no rule for it. */
  readonly level: AuthorityLevel | null;
  /** Whether it is the last one. */
  readonly last: boolean;
  /** Votes at this level. */
  readonly ballots: readonly Ballot[];
  /** Everybody who voted at any level, and everybody in whose seat. */
  readonly voted: ReadonlySet<string>;
};

/** A seat with what it is at the level that decides now. */
export type VotersSeat = Seat & { readonly standing: SeatStanding };

/** Somebody with the seats they may vote in, their own first. */
export type Voter = { readonly personId: string; readonly seats: readonly VotersSeat[] };

export type LevelAction = 'approve' | 'vote' | 'return' | 'reject';

/** Why somebody may not act at a level. */
export type LevelRefusal =
  | 'no_authority'
  | 'no_seat'
  | 'voted_already'
  | 'level_votes'
  | 'level_single'
  | 'seat_kept'
  | 'above_approval_limit';

/** Seats with what each is at the level that decides now. */
export const seated = ({ level, ballots }: Deliberation, seats: readonly Seat[]): VotersSeat[] =>
  seats.map((seat) => ({
    ...seat,
    standing: level === null ? 'ELSEWHERE' : standingAt(level, ballots, seat),
  }));

/** Roles of the level that a vote in a seat is cast in. */
export const rolesAt = ({ roles, vetoRoles }: AuthorityLevel, seat: Seat): string[] =>
  seat.roles.filter((role) => [...roles, ...vetoRoles].includes(role));

/** Votes as they are stored. */
export type StoredVote = {
  readonly level: number;
  readonly person_id: string;
  readonly seat_of: string;
  readonly roles: readonly string[];
  readonly choice: string;
};

/** The picture of levels of which one, counted from 1, decides now. */
export function pictureWith(
  levels: readonly AuthorityLevel[],
  at: number,
  votes: readonly StoredVote[],
): Deliberation {
  const here = votes.filter(({ level }) => level === at);
  return {
    level: levels[at - 1] ?? null,
    last: at >= levels.length,
    ballots: here.map(({ choice, roles }): Ballot => ({ choice: choice as VoteChoice, roles })),
    voted: new Set(votes.flatMap(({ person_id, seat_of }) => [person_id, seat_of])),
  };
}

/** A question with the rule that answers it; undefined where none does. */
export type Answered = {
  readonly question: CreditQuestion;
  readonly authority: Authority | undefined;
};

/** What a deliberation keeps of the question and the rule it began under. */
export const columnsUnder = ({ question, authority }: Answered & { authority: Authority }) => ({
  matrix_id: authority.matrix.id,
  matrix_code: authority.matrix.code,
  rule_code: authority.rule.code,
  amount_fen: question.amountFen,
  product: question.product,
  guarantees: [...question.guarantees],
  grade: question.grade,
  outlet_level: question.outletLevel,
  levels: JSON.stringify(authority.rule.levels),
});

type Begun = {
  readonly matrix_code: string;
  readonly rule_code: string;
  readonly amount_fen: bigint;
  readonly levels: unknown;
};

/**
 * Whether a deliberation goes on: under the rule that holds today, and about no more than those who
 * voted knew of.
 */
export const goesOn = (row: Begun, { question, authority }: Answered): boolean =>
  authority !== undefined &&
  row.matrix_code === authority.matrix.code &&
  row.rule_code === authority.rule.code &&
  row.amount_fen >= question.amountFen &&
  canonicalize(row.levels) === canonicalize(authority.rule.levels);

export const levelsOf = ({ levels }: Pick<Begun, 'levels'>): AuthorityLevel[] =>
  levels as AuthorityLevel[];
