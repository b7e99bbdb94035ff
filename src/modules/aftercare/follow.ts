/** What happens to a borrower elsewhere, and asks for a look at the loans at once. */
import { followHeads } from '../customers/index.ts';
import { followListing } from '../ledgers/index.ts';
import { openSpecials } from './stored-checks.ts';

followListing(async (tx, { list, today, ...listed }) =>
  list === 'BLACK'
    ? openSpecials(tx, { ...listed, today, trigger: 'NEGATIVE_LIST', mark: today })
    : [],
);

followHeads(async (tx, { institutionId, customerId, personId, today }) =>
  openSpecials(tx, {
    institutionId,
    customerId,
    personId,
    today,
    trigger: 'HOUSEHOLD_EVENT',
    mark: today,
  }),
);
