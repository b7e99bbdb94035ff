/** Who may do what with a move that was proposed. Pure. */

export type MoveProposal = {
  /** Who proposed: the side that lets go, or the side that asks. */
  side: 'GIVER' | 'RECEIVER';
  proposedById: string;
};

/** Someone who wants to decide, and which of the two places lies in their territory today. */
export type MoveDecider = {
  personId: string;
  seesFrom: boolean;
  seesTo: boolean;
  /** May move customers without asking (`customer.move`). */
  manages: boolean;
};

export type MoveRefusal = 'customer.move_own_acceptance' | 'customer.move_not_yours' | null;

/**
 * The other side accepts or declines: whoever serves or manages its place, and never the person who
 * proposed.
 */
export function mayDecideMove(proposal: MoveProposal, by: MoveDecider): MoveRefusal {
  if (by.personId === proposal.proposedById) return 'customer.move_own_acceptance';
  const other = proposal.side === 'GIVER' ? by.seesTo : by.seesFrom;
  return other ? null : 'customer.move_not_yours';
}

/** Who proposed takes it back, or a manager of the place it was proposed for. */
export function mayWithdrawMove(proposal: MoveProposal, by: MoveDecider): MoveRefusal {
  const own = proposal.side === 'GIVER' ? by.seesFrom : by.seesTo;
  const mine = by.personId === proposal.proposedById || (by.manages && own);
  return mine ? null : 'customer.move_not_yours';
}
