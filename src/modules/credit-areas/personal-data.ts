/** What credit standings hold of a household. */
import { sql } from 'kysely';
import { ERASED_WORDS, erasedIf, holdPersonalData } from '../privacy/index.ts';

holdPersonalData(
  {
    table: 'credit_area',
    customer: 'customer_id',
    part: 'creditStanding',
    erase: { ended_reason: erasedIf('ended_reason') },
  },
  {
    table: 'credit_sample',
    customer: 'customer_id',
    part: 'inspections',
    // Findings are only ever added: their words go by a function of the database's.
    erase: {},
    async afterErasing(tx, { institutionId, customerId }) {
      await sql`select erase_kept_texts(${institutionId}, ${customerId}, ${ERASED_WORDS})`.execute(
        tx,
      );
    },
  },
);
