import { newId } from '../../../src/kernel/ids.ts';
import type { TestApp } from '../../helpers/app.ts';
import { rate } from '../loans/lending.ts';

/** Puts a line in force: granting has tests of its own. */
export async function grant(app: TestApp, customerKey: string, yuan: number): Promise<string> {
  const rating = await rate(app, customerKey, 100_000);
  const line = newId();
  const { bankId, people } = app.world;
  const fen = yuan * 100;
  await app.owner(
    `insert into credit_line (institution_id, id, customer_id, rating_id, grade, granted_fen,
       amount_fen, products, valid_from, valid_to, review_due_on, rule_set, granted_by)
     values ($1, $2, $3, $4, 'A', $5, $5, '{}', '2026-01-01', '2029-01-01', '2027-01-01', 'TEST', $6)`,
    [bankId, line, customerKey, rating, fen, people['grid.manager']],
  );
  await app.owner(
    `insert into credit_line_state (institution_id, id, credit_line_id, status, amount_fen, cause,
       rating_id, valid_from, set_by)
     values ($1, $2, $3, 'ACTIVE', $4, 'GRANTED', $5, '2026-01-01', $6)`,
    [bankId, newId(), line, fen, rating, people['grid.manager']],
  );
  return `creditline_${line}`;
}

/** How a line stands, and why. */
export async function statusOf(app: TestApp, line: string): Promise<string> {
  const query = `query ($id: ID!) { creditLine(id: $id) { status
    states(first: 9, order: VALID_FROM) { nodes { cause } } } }`;
  const { creditLine } = await app.as('auditor').query(query, { id: line });
  return `${creditLine.status} ${creditLine.states.nodes.at(-1)?.cause}`;
}
