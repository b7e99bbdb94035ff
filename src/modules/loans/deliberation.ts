/** Why somebody does not act at the level that decides a loan, in words. Pure. */
import {
  type Decided,
  type LevelAction,
  levelRefusal as reasonAt,
  type Voter,
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

/** Why somebody may not act at the present level of a loan, or undefined. */
export function levelRefusal(
  loan: Decided,
  action: LevelAction,
  voter: Voter,
): LevelRefusalCode | undefined {
  const reason = reasonAt(loan, action, voter);
  return reason && `loan.${reason}`;
}
