import type { LoanStatus } from '../../generated/enums.ts';
import { knowContracts } from '../privacy/index.ts';

/** Asked for and not turned down, or owed: a contract is wanted or in force. */
const CONTRACTUAL: readonly LoanStatus[] = [
  'SUBMITTED',
  'RETURNED',
  'INVESTIGATED',
  'REVIEWED',
  'APPROVED',
  'SIGNED',
  'DISBURSING',
  'ACTIVE',
];

knowContracts(async (tx, { institutionId, customerId }) => {
  const loan = await tx
    .selectFrom('loan')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .where('status', 'in', CONTRACTUAL)
    .limit(1)
    .executeTakeFirst();
  return loan !== undefined;
});
