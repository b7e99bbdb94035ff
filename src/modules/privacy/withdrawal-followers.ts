import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';

/** A consent that has just been withdrawn, with effect from today or before. */
export type Withdrawn = {
  institutionId: string;
  customerId: string;
  memberId: string | null;
  purpose: string;
  personId: string;
  today: string;
};

/** What another module does in the same transaction; the objects it changed, for the fact. */
export type WithdrawalFollower = (tx: Tx, withdrawn: Withdrawn) => Promise<FactObject[]>;

const followers: WithdrawalFollower[] = [];

/** For modules above whose use of the data ends with the consent. */
export function followConsentWithdrawal(follower: WithdrawalFollower): void {
  followers.push(follower);
}

export async function letFollow(tx: Tx, withdrawn: Withdrawn): Promise<FactObject[]> {
  const objects: FactObject[] = [];
  for (const follower of followers) objects.push(...(await follower(tx, withdrawn)));
  return objects;
}
