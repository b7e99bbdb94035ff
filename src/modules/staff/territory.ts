import { sql } from 'kysely';
import type { OfficerKind } from '../../generated/enums.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { isEmpty, mayAnswer, type Period, within } from './rules.ts';

export type LockedGrid = { id: string; code: string; parentId: string | null; period: Period };

/**
 * A grid that keeps its period until the transaction ends: an assignment must not outlive a grid
 * that another transaction retires at the same moment. The caller's right to see it is the kernel's
 * check of the id.
 */
export async function lockGrid(tx: Tx, actor: Actor, gridId: string): Promise<LockedGrid> {
  const row = await tx
    .selectFrom('grid')
    .select(['id', 'code', 'parent_id', 'valid_from', 'valid_to'])
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', gridId)
    .forShare()
    .executeTakeFirst();
  if (!row) throw refuse('object.not_found', { path: ['gridId'] });
  const period = { from: row.valid_from, to: row.valid_to };
  return { id: row.id, code: row.code, parentId: row.parent_id, period };
}

/** The period given, ending with the grid where no end is given; refused where the grid is not. */
export function periodOnGrid(grid: LockedGrid, given: Period, path: readonly string[]): Period {
  if (given.to !== null && given.to <= given.from) throw refuse('staff.period');
  const period = { from: given.from, to: given.to ?? grid.period.to };
  if (isEmpty(period) || !within(period, grid.period)) {
    throw refuse('staff.outside_grid_period', {
      path,
      details: { validFrom: grid.period.from, validTo: grid.period.to },
    });
  }
  return period;
}

type Sought = { personId: string; path: readonly string[]; answers: boolean };

/** An officer in service, who stays so until the transaction ends; may answer where they must. */
export async function lockOfficer(tx: Tx, actor: Actor, sought: Sought): Promise<void> {
  const { personId, path, answers } = sought;
  const row = await tx
    .selectFrom('officer')
    .innerJoin('person', (join) =>
      join
        .onRef('person.institution_id', '=', 'officer.institution_id')
        .onRef('person.id', '=', 'officer.person_id'),
    )
    .select(['officer.kind'])
    .where('officer.institution_id', '=', actor.institutionId)
    .where('officer.person_id', '=', personId)
    .where('officer.status', '=', 'ACTIVE')
    .where('person.status', '=', 'ACTIVE')
    .forShare()
    .executeTakeFirst();
  if (!row) throw refuse('staff.not_officer', { path });
  if (answers && !mayAnswer(row.kind as OfficerKind)) {
    throw refuse('staff.kind_not_responsible', { path });
  }
}

/**
 * A manager of part of the territory does not decide over officers who serve elsewhere: every grid
 * the person serves, today or later, must lie in the manager's scope.
 */
export async function refuseOutside(tx: Tx, actor: Actor, of: { personId: string; today: string }) {
  if (actor.scope.includes('')) return;
  const { rows } = await sql`
    select from assignment a
    join grid g on g.institution_id = a.institution_id and g.id = a.grid_id
    where a.institution_id = ${actor.institutionId} and a.person_id = ${of.personId}
      and (a.valid_to is null or a.valid_to > ${of.today}::date) and a.valid_to is distinct from a.valid_from
      and not exists (
        select from unnest(${[...actor.scope]}::text[]) as prefix where starts_with(g.code, prefix))
    limit 1`.execute(tx);
  if (rows.length > 0) throw refuse('staff.out_of_territory');
}

/** Who answered for what is not rewritten without saying why. */
export function refuseSilentPast(day: string, today: string, reason: string | null): void {
  if (day < today && reason === null) throw refuse('staff.past_needs_reason', { path: ['reason'] });
}
