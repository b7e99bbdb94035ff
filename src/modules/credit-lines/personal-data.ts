/** What credit lines hold of a person beside figures, and that a line in force is a contract. */
import { sql } from 'kysely';
import { erasedWords, holdPersonalData, keepRecords, retentionRulesOn } from '../privacy/index.ts';

holdPersonalData({
  table: 'credit_line',
  customer: 'customer_id',
  part: 'creditLines',
  erase: {},
  minimise: null,
  async afterErasing(tx, { institutionId, customerId }) {
    await sql`update credit_line_state set reason = ${erasedWords}
      where institution_id = ${institutionId} and reason is not null and credit_line_id in (
        select id from credit_line
        where institution_id = ${institutionId} and customer_id = ${customerId})`.execute(tx);
  },
});

keepRecords(async (tx, { institutionId, customerId, today }) => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from credit_line
    where institution_id = ${institutionId} and customer_id = ${customerId}
      and status in ('ACTIVE', 'SUSPENDED') and valid_from <= ${today}::date
      and (valid_to is null or valid_to > ${today}::date)`.execute(tx);
  const count = rows[0]?.count ?? 0;
  const { legalBasis } = retentionRulesOn(today).rules.LOAN_RECORDS;
  return count > 0
    ? [{ what: 'CREDIT_LINES', count, until: null, identity: true, legalBasis }]
    : [];
});
