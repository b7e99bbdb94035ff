import type { CreditLineTrigger } from '../../generated/enums.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { followListing } from '../ledgers/index.ts';
import { followConsentWithdrawal } from '../privacy/index.ts';
import { changeLine } from './stored.ts';

export type Suspending = {
  institutionId: string;
  customerId: string;
  trigger: CreditLineTrigger;
  personId: string;
  today: string;
};

/**
 * Suspends the line a customer has today, as part of the act that gave the cause; whoever acted is
 * on record. Nothing happens where there is none, or none that may be drawn on.
 */
export async function suspendLineOf(tx: Tx, suspending: Suspending): Promise<FactObject[]> {
  const { institutionId, customerId, trigger, personId, today } = suspending;
  const line = await tx
    .selectFrom('credit_line')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .where('status', '=', 'ACTIVE')
    .where('valid_from', '<=', today)
    .where('valid_to', '>', today)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!line) return [];
  const [changed] = await changeLine(tx, line, {
    state: {
      status: 'SUSPENDED',
      amountFen: line.amount_fen,
      cause: trigger,
      reason: null,
      ratingId: line.rating_id,
      setBy: personId,
      today,
    },
  });
  return changed ? [changed] : [];
}

followListing(async (tx, { list, ...listed }) =>
  list === 'BLACK' ? suspendLineOf(tx, { ...listed, trigger: 'NEGATIVE_LIST' }) : [],
);

/** Without these a bank may neither judge the customer nor look after the credit it gave. */
const NEEDED = ['RATING', 'CREDIT_REGISTRY_QUERY'];

followConsentWithdrawal(async (tx, { purpose, memberId, ...withdrawn }) =>
  memberId === null && NEEDED.includes(purpose)
    ? suspendLineOf(tx, { ...withdrawn, trigger: 'CONSENT_WITHDRAWN' })
    : [],
);
