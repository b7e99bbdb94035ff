/**
 * Grounds on which the system doubts (the automatic part of the negative list): each module says
 * which it knows of, as a condition on a customer. A ground leads to the grey list, for a person to
 * look at; the system refuses nobody (PIPL 24).
 */
import type { ScreeningReason } from '../../generated/enums.ts';
import type { Row, Sql } from '../../kernel/queries/noun.ts';

export type Ground = {
  reason: ScreeningReason;
  /** Does it hold for this row of `customer`? */
  holds: (customer: Row) => Sql;
};

const grounds: Ground[] = [];

/** Earlier ones are named first where several hold. */
export function registerGround(ground: Ground): void {
  grounds.push(ground);
}

export const allGrounds = (): readonly Ground[] => grounds;
