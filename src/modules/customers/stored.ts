/** A customer's row: read locked by the kernel, saved with its completeness. */
import type { Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { type CustomerKind, isHousehold } from './kinds.ts';
import { countMembers } from './members.ts';
import { answersOf } from './profile.ts';
import { completenessOf } from './rules.ts';

export type CustomerRow = Selectable<DB['customer']>;
export const onCustomer = { noun: 'Customer', table: 'customer' } as const;

export function mustBeActive({ status }: Pick<CustomerRow, 'status'>): void {
  if (status !== 'ACTIVE') throw refuse('customer.not_active');
}

type Change = Partial<Omit<CustomerRow, 'party' | 'profile' | 'completeness'>> & {
  profile?: Record<string, unknown>;
};
type Saved = { version: number; completeness: number };

/** Saves a change of a locked row and computes its completeness anew. */
export async function saveCustomer(tx: Tx, target: CustomerRow, change: Change): Promise<Saved> {
  const { profile = target.profile as Record<string, unknown>, ...columns } = change;
  const key = { institutionId: target.institution_id, customerId: target.id };
  const row = { ...target, ...columns };
  const members = isHousehold(row.kind) ? await countMembers(tx, key) : 0;
  const completeness = completenessOf(
    row.kind as CustomerKind,
    answersOf({ row, profile, members }),
  ).percent;
  return tx
    .updateTable('customer')
    .set({ ...columns, profile: JSON.stringify(profile), completeness })
    .where('institution_id', '=', target.institution_id)
    .where('id', '=', target.id)
    .returning(['version', 'completeness'])
    .executeTakeFirstOrThrow();
}
