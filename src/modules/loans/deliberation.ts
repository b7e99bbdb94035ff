/** Something before those who decide it: who has a vote at the present level. Pure. */
import type {
  Deliberation,
  LevelAction,
  LevelRefusal,
  Seat,
  Voter,
  VotersSeat,
} from '../credit-authority/index.ts';

/** Refusals at a level, in the shape of the error catalogue. */
export const levelRefusals = {
  'loan.no_authority': {
    status: 409,
    en: 'The authority matrix has no rule for this loan, so nobody may decide it.',
    zh: '授权矩阵没有适用于本笔贷款的规则，无人有权审批。',
  },
  'loan.no_seat': {
    status: 403,
    en: 'You are not among those who decide at this level.',
    zh: '您不在本审批层级的有权审批人之列。',
  },
  'loan.voted_already': {
    status: 409,
    en: 'You, or somebody in the seats you have, voted on this loan already.',
    zh: '您或您可代行的席位已就本笔贷款表决。',
  },
  'loan.level_votes': {
    status: 409,
    en: 'This level decides by votes: vote on it.',
    zh: '本层级为集体表决，请投票。',
  },
  'loan.level_single': {
    status: 409,
    en: 'This level is decided by one person: approve, return or reject it.',
    zh: '本层级为单人审批，请直接审批、退回或否决。',
  },
  'loan.seat_kept': {
    status: 409,
    en: 'The last seat is kept for somebody with a veto who has not been heard.',
    zh: '最后一席留给尚未表决的一票否决岗位。',
  },
  'loan.above_approval_limit': {
    status: 403,
    en: 'The amount is above your approval limit.',
    zh: '贷款金额超出您的审批权限。',
  },
} as const;
export type LevelRefusalCode = keyof typeof levelRefusals;

export type Decided = { readonly amountFen: bigint; readonly deliberation: Deliberation | null };

const atLevel = ({ seats }: Voter): VotersSeat[] =>
  seats.filter(({ standing }) => standing !== 'ELSEWHERE');

/** Seats of a voter that the level has and nobody has used. */
const unusedSeats = ({ voted }: Deliberation, voter: Voter): VotersSeat[] =>
  voted.has(voter.personId) ? [] : atLevel(voter).filter(({ personId }) => !voted.has(personId));

/**
 * The seat a vote is cast in; undefined where `reasonAtLevel` says why not. Turning down takes no
 * limit.
 */
export function seatFor(
  { amountFen, deliberation }: Decided,
  action: LevelAction,
  voter: Voter,
): Seat | undefined {
  if (!deliberation?.level) return undefined;
  const bound = deliberation.level.withinOwnLimit && action !== 'reject';
  return unusedSeats(deliberation, voter).find(
    ({ standing, limitFen }) => standing === 'FREE' && (!bound || amountFen <= limitFen),
  );
}

/**
 * Why somebody may not act at the present level, or undefined. Sending back or turning down takes a
 * seat but no limit.
 */
export function reasonAtLevel(
  decided: Decided,
  action: LevelAction,
  voter: Voter,
): LevelRefusal | undefined {
  const { deliberation } = decided;
  if (!deliberation?.level) return action === 'return' ? undefined : 'no_authority';
  const { seats } = deliberation.level;
  if (action === 'vote' && seats === 1) return 'level_single';
  if (action !== 'vote' && action !== 'return' && seats > 1) return 'level_votes';
  if (atLevel(voter).length === 0) return 'no_seat';
  if (action === 'return' || seatFor(decided, action, voter)) return undefined;
  const unused = unusedSeats(deliberation, voter);
  if (unused.length === 0) return 'voted_already';
  return unused.every(({ standing }) => standing === 'KEPT') ? 'seat_kept' : 'above_approval_limit';
}

/** The same of a loan, by its code. */
export function levelRefusal(
  loan: Decided,
  action: LevelAction,
  voter: Voter,
): LevelRefusalCode | undefined {
  const reason = reasonAtLevel(loan, action, voter);
  return reason && `loan.${reason}`;
}
