/** The customer a ledger entry is about, locked so that it is neither merged nor closed meanwhile. */
import type { Tx } from '../../kernel/db/index.ts';
import { type CustomerRow, mustBeActive } from '../customers/index.ts';

type Key = { institutionId: string; customerId: string };

/** @throws Refusal `customer.not_active` */
export async function activeCustomer(
  tx: Tx,
  { institutionId, customerId }: Key,
): Promise<CustomerRow> {
  const row = await tx
    .selectFrom('customer')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('id', '=', customerId)
    .forShare()
    .executeTakeFirstOrThrow();
  mustBeActive(row);
  return row;
}
