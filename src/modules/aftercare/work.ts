/** What is due at a borrower, for the ledger of the grid and for whoever takes the grid over. */
import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/index.ts';
import type { Sql } from '../../kernel/queries/noun.ts';
import { listCustomerWork } from '../customers/index.ts';
import { registerDue } from '../ledgers/index.ts';
import { listOpenWork } from '../staff/index.ts';

registerDue({
  kind: 'LOAN_CHECK',
  en: 'Post-loan check',
  zh: '贷后检查',
  dueOn: (customer) => sql`(select loan_check.due_on from loan
    join loan_check on loan_check.institution_id = loan.institution_id
      and loan_check.loan_id = loan.id and loan_check.status = 'DUE'
    where loan.institution_id = ${customer('institution_id')}
      and loan.customer_id = ${customer('id')} and loan.status = 'ACTIVE'
    order by loan_check.due_on limit 1)`,
});

registerDue({
  kind: 'COLLECTION',
  en: 'Next action against a delay',
  zh: '下次催收',
  dueOn: (customer) => sql`(select collection_case.next_action_on from loan
    join collection_case on collection_case.institution_id = loan.institution_id
      and collection_case.loan_id = loan.id and collection_case.status <> 'CLOSED'
    where loan.institution_id = ${customer('institution_id')}
      and loan.customer_id = ${customer('id')}
    order by collection_case.next_action_on limit 1)`,
});

const checks = { kind: 'LOAN_CHECKS', en: 'Post-loan checks due', zh: '待完成贷后检查' };
const cases = { kind: 'COLLECTION_CASES', en: 'Open cases of collection', zh: '未结催收案件' };

/** Open rows of a table, by loans that a condition on `c`, the customer, and `l` picks. */
const counted = async (tx: Tx, open: Sql, where: Sql): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count
    from customer c
    join loan l on l.institution_id = c.institution_id and l.customer_id = c.id
    join ${open}
    where ${where}`.execute(tx);
  return rows[0]?.count ?? 0;
};

const dueChecks = sql`loan_check o on o.institution_id = l.institution_id and o.loan_id = l.id
  and o.status = 'DUE'`;
const openCases = sql`collection_case o on o.institution_id = l.institution_id
  and o.loan_id = l.id and o.status <> 'CLOSED'`;

for (const [work, open] of [
  [checks, dueChecks],
  [cases, openCases],
] as const) {
  listOpenWork({
    ...work,
    count: (tx, { institutionId, gridId }) =>
      counted(tx, open, sql`c.institution_id = ${institutionId} and c.grid_id = ${gridId}`),
  });
  listCustomerWork({
    ...work,
    blocksClosing: false,
    count: (tx, { institutionId, customerId }) =>
      counted(tx, open, sql`c.institution_id = ${institutionId} and c.id = ${customerId}`),
  });
}
