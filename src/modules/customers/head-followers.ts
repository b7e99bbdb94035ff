import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';

/**
 * A household has another head. What was kept for "the head" was one person's and stays that
 * person's; what was kept for the member who is head now becomes the head's.
 */
export type HeadChange = {
  institutionId: string;
  customerId: string;
  /** Member of the former head, who may have left. */
  formerMemberId: string;
  newMemberId: string;
  /** Who recorded it, and when. */
  personId: string;
  today: string;
};

/** Re-points the rows of another module in the same transaction; the objects touched. */
export type HeadFollower = (tx: Tx, change: HeadChange) => Promise<FactObject[]>;

const followers: HeadFollower[] = [];

/** For modules that keep rows of a customer's head apart from those of its members. */
export function followHeads(follower: HeadFollower): void {
  followers.push(follower);
}

export async function letHeadsFollow(tx: Tx, change: HeadChange): Promise<FactObject[]> {
  const objects: FactObject[] = [];
  for (const follower of followers) objects.push(...(await follower(tx, change)));
  return objects;
}
