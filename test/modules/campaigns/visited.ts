import { newId } from '../../../src/kernel/ids.ts';
import type { TestApp } from '../../helpers/app.ts';
import { keyOf } from '../notices/noticed.ts';

/** Puts a visit on record: recording visits has tests of its own. */
export async function visit(
  app: TestApp,
  customer: string,
  { day, way = 'ON_SITE' }: { day: string; way?: string },
): Promise<void> {
  await app.owner(
    `insert into visit (institution_id, id, customer_id, way, purpose, result, source, visited_at,
       visitor_id, recorded_by, rule_set)
     values ($1, $2, $3, $4, 'FIRST_VISIT', 'DONE_ON_SITE', 'PHONE', $5, $6, $6, 'TEST')`,
    [
      app.world.bankId,
      newId(),
      keyOf(customer),
      way,
      `${day}T03:00:00Z`,
      app.world.people['grid.officer'],
    ],
  );
}
