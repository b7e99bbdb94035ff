/** What campaigns hold of a household beside its stage: why it was sent back or dropped. */
import { sql } from 'kysely';
import { erasedWords, holdPersonalData } from '../privacy/index.ts';

holdPersonalData({
  table: 'campaign_household',
  customer: 'customer_id',
  part: 'campaigns',
  erase: {},
  minimise: null,
  async afterErasing(tx, { institutionId, customerId }) {
    await sql`update campaign_step set reason = ${erasedWords}
      where institution_id = ${institutionId} and reason is not null
        and campaign_household_id in (select id from campaign_household
          where institution_id = ${institutionId} and customer_id = ${customerId})`.execute(tx);
  },
});
