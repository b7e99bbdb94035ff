/** A customer's row: read locked by the kernel, saved with its completeness. */
import type { Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { refreshFile } from './file-keeper.ts';

export type CustomerRow = Selectable<DB['customer']>;
export const onCustomer = { noun: 'Customer', table: 'customer' } as const;

export function mustBeActive({ status }: Pick<CustomerRow, 'status'>): void {
  if (status !== 'ACTIVE') throw refuse('customer.not_active');
}

type Change = Partial<Omit<CustomerRow, 'party' | 'completeness'>>;
type Saved = { version: number; completeness: number };

/** Saves a change of a locked row and computes its completeness anew. */
export async function saveCustomer(tx: Tx, target: CustomerRow, change: Change): Promise<Saved> {
  const row = { ...target, ...change };
  const key = { institutionId: target.institution_id, customerId: target.id };
  const weighed = await refreshFile(tx, { ...key, kind: row.kind, row });
  const saved = await tx
    .updateTable('customer')
    .set({ ...change, completeness: weighed?.completeness ?? target.completeness })
    .where('institution_id', '=', target.institution_id)
    .where('id', '=', target.id)
    .returning(['version', 'completeness'])
    .executeTakeFirstOrThrow();
  await weighed?.keep();
  return saved;
}
