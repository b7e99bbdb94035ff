import { sql } from 'kysely';
import { registerDue } from '../ledgers/index.ts';

/** The officer of a household sees in the ledger when its line has to be reviewed. */
registerDue({
  kind: 'CREDIT_LINE_REVIEW',
  en: 'Yearly review of the credit line',
  zh: '授信额度年审',
  dueOn: (customer) => sql`(select credit_line.review_due_on from credit_line
    where credit_line.institution_id = ${customer('institution_id')}
      and credit_line.customer_id = ${customer('id')} and credit_line.status <> 'CLOSED'
    order by credit_line.valid_from desc limit 1)`,
});
