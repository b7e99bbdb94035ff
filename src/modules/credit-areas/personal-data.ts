/** What credit standings hold of a household beside figures: words of inspectors and deciders. */
import { sql } from 'kysely';
import { erasedIf, erasedWords, holdPersonalData } from '../privacy/index.ts';

holdPersonalData(
  {
    table: 'credit_area',
    customer: 'customer_id',
    part: 'creditStandings',
    erase: { ended_reason: erasedIf('ended_reason') },
    async afterErasing(tx, { institutionId, customerId }) {
      await sql`update credit_inspection set findings = ${erasedWords}
        where institution_id = ${institutionId} and credit_area_id in (
          select id from credit_area
          where institution_id = ${institutionId} and customer_id = ${customerId})`.execute(tx);
    },
  },
  {
    table: 'credit_sample',
    customer: 'customer_id',
    part: 'creditInspectionVisits',
    erase: { note: erasedIf('note') },
  },
);
