/** What notices hold of the people on them. */
import { sql } from 'kysely';
import { erasedWords, holdPersonalData, nothing } from '../privacy/index.ts';

holdPersonalData({
  table: 'notice_entry',
  customer: 'customer_id',
  part: 'notices',
  erase: { name_mask: erasedWords, group_name: nothing },
  // What others said of the person is sealed under each objection's own key.
  subjects: sql`unnest(array(select objection.id from notice_objection as objection
    where objection.institution_id = notice_entry.institution_id
      and objection.notice_entry_id = notice_entry.id))`,
  async afterErasing(tx, { institutionId, customerId }) {
    await sql`update notice_objection set decision_reason = ${erasedWords}
      where institution_id = ${institutionId} and decision_reason is not null
        and notice_entry_id in (select id from notice_entry
          where institution_id = ${institutionId} and customer_id = ${customerId})`.execute(tx);
  },
});
