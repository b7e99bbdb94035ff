import type { Tx } from '../../kernel/db/index.ts';

export type CustomerKey = { institutionId: string; customerId: string };

/** Locks a customer, so that no line is granted while somebody puts it on the black list. */
export const lockCustomer = (tx: Tx, { institutionId, customerId }: CustomerKey) =>
  tx
    .selectFrom('customer')
    .select(['status', 'screening', 'version'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', customerId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
