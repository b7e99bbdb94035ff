/** A claim that was written off is a reason to look at whoever owes it. */
import { sql } from 'kysely';
import { registerGround } from '../ledgers/index.ts';

registerGround({
  reason: 'WRITTEN_OFF_LOAN',
  holds: (customer) => sql`exists (select from loan
    where loan.institution_id = ${customer('institution_id')}
      and loan.customer_id = ${customer('id')} and loan.written_off_fen > 0)`,
});
