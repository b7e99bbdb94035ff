import { type RawBuilder, sql } from 'kysely';
import { globalId } from '../../../kernel/ids.ts';
import type { Stage } from '../stage.ts';

export type Point = { type: 'Point'; coordinates: [number, number] };

/** A case of collection with what its people need to know of it. */
export type Case = {
  id: string;
  loan: string;
  loanId: string;
  loanCode: string;
  customerId: string;
  territory: string;
  stage: string;
  officer: string;
  point: Point;
  outstandingFen: bigint;
  overdueFen: bigint;
};

/** Cases in the order of their loans' codes, with the officer of the grid. */
export async function casesWhere(
  { db, institutionId }: Stage,
  where: RawBuilder<unknown>,
): Promise<Case[]> {
  const { rows } = await sql<Record<'outstanding' | 'overdue', string> & Case>`
    select c.id, l.id as loan, l.code as "loanCode", cu.id as "customerId",
      cu.territory_code as territory, c.stage, a.person_id as officer,
      json_build_object('type', 'Point', 'coordinates', array[cu.longitude, cu.latitude]) as point,
      l.outstanding_total_fen::text as outstanding,
      (l.overdue_principal_fen + l.overdue_interest_fen)::text as overdue
    from collection_case c
    join loan l on l.institution_id = c.institution_id and l.id = c.loan_id
    join customer cu on cu.institution_id = c.institution_id and cu.id = l.customer_id
    join assignment a on a.institution_id = c.institution_id and a.grid_id = cu.grid_id
      and a.role = 'PRIMARY' and a.valid_to is null
    where c.institution_id = ${institutionId} and ${where}
    order by l.code`.execute(db);
  return rows.map(({ id, loan, customerId, outstanding, overdue, ...row }) => ({
    ...row,
    id: globalId('CollectionCase', id),
    loan,
    loanId: globalId('Loan', loan),
    customerId: globalId('Customer', customerId),
    outstandingFen: BigInt(outstanding),
    overdueFen: BigInt(overdue),
  }));
}

/** Commands that do their work in parts, until nothing is left. */
export async function runThrough(stage: Stage, who: string, command: string): Promise<void> {
  for (;;) {
    const { remaining } = await stage.perform(who, { command, input: {} });
    if (!remaining) return;
  }
}
