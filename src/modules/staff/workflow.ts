/** Who proposed a hand-over, and between whom. */
export type Sides = { fromPersonId: string; toPersonId: string; proposedById: string };

/** Someone who wants to decide: `manages` is a manager within whose territory the grid lies. */
export type Decider = { personId: string; manages: boolean };

export type HandOverRefusal = 'staff.hand_over_not_yours' | 'staff.hand_over_own_acceptance' | null;

const isSide = ({ fromPersonId, toPersonId }: Omit<Sides, 'proposedById'>, person: string) =>
  person === fromPersonId || person === toPersonId;

/** A side proposes, or a manager does it for them. */
export const mayPropose = (sides: Omit<Sides, 'proposedById'>, by: Decider): HandOverRefusal =>
  by.manages || isSide(sides, by.personId) ? null : 'staff.hand_over_not_yours';

/**
 * The other side accepts: the receiver, or the giver where the receiver asked for the grid. A
 * manager may in their place. Always another person than the one who proposed.
 */
export function mayAccept(sides: Sides, by: Decider): HandOverRefusal {
  if (by.personId === sides.proposedById) return 'staff.hand_over_own_acceptance';
  return by.manages || by.personId === otherSide(sides) ? null : 'staff.hand_over_not_yours';
}

const otherSide = ({ fromPersonId, toPersonId, proposedById }: Sides): string =>
  proposedById === toPersonId ? fromPersonId : toPersonId;

/** The other side declines, or a manager. Who proposed withdraws instead. */
export const mayDecline = (sides: Sides, by: Decider): HandOverRefusal =>
  by.personId !== sides.proposedById && (by.manages || isSide(sides, by.personId))
    ? null
    : 'staff.hand_over_not_yours';

/** Who proposed withdraws, or a manager. */
export const mayWithdraw = (sides: Sides, by: Decider): HandOverRefusal =>
  by.manages || by.personId === sides.proposedById ? null : 'staff.hand_over_not_yours';
