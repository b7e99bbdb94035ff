/** What the loan book knows of a borrower that the screening of customers must not overlook. */
import { type RawBuilder, sql } from 'kysely';
import type { Row } from '../../kernel/queries/noun.ts';
import { registerGround } from '../ledgers/index.ts';

const loanOf = (customer: Row, classes: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`exists (select from loan where loan.institution_id = ${customer('institution_id')}
    and loan.customer_id = ${customer('id')} and loan.status = 'ACTIVE'
    and loan.loan_class in (${classes}))`;

registerGround({
  reason: 'BAD_LOAN',
  holds: (customer) => loanOf(customer, sql`'SUBSTANDARD', 'DOUBTFUL', 'LOSS'`),
});
