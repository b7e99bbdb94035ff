import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';

/** A customer who has just been put in a list by a person. */
export type Listed = {
  institutionId: string;
  customerId: string;
  list: 'WHITE' | 'GREY' | 'BLACK';
  personId: string;
  today: string;
};

/** What another module does in the same transaction; the objects it changed, for the fact. */
export type ListingFollower = (tx: Tx, listed: Listed) => Promise<FactObject[]>;

const followers: ListingFollower[] = [];

/** For modules above that must act at once, such as stopping a credit line. */
export function followListing(follower: ListingFollower): void {
  followers.push(follower);
}

export async function letFollow(tx: Tx, listed: Listed): Promise<FactObject[]> {
  const objects: FactObject[] = [];
  for (const follower of followers) objects.push(...(await follower(tx, listed)));
  return objects;
}
