/** Dues the ledgers know of: the next visit, unless one has been made since, promises, consents. */
import { sql } from 'kysely';
import { consentExpirySql } from '../privacy/index.ts';
import { registerDue } from './dues.ts';

registerDue({
  kind: 'NEXT_VISIT',
  en: 'Next visit',
  zh: '下次走访',
  dueOn: (customer) => sql`(select latest.next_on from (
      select visit.next_on from visit
      where visit.institution_id = ${customer('institution_id')}
        and visit.customer_id = ${customer('id')} and visit.status = 'RECORDED'
      order by visit.visited_at desc, visit.id desc limit 1) as latest)`,
});

registerDue({
  kind: 'FOLLOW_UP',
  en: 'Follow-up',
  zh: '跟进事项',
  dueOn: (customer) => sql`(select follow_up.due_on from follow_up
    where follow_up.institution_id = ${customer('institution_id')}
      and follow_up.customer_id = ${customer('id')} and follow_up.status = 'OPEN'
    order by follow_up.due_on limit 1)`,
});

registerDue({
  kind: 'CONSENT_EXPIRY',
  en: 'Consent runs out',
  zh: '授权到期',
  dueOn: (customer) =>
    consentExpirySql({ institution: customer('institution_id'), customer: customer('id') }),
});
