/** The votes a person has on a day: the own ones, and those handed over to them. */
import { type Actor, holdsAt } from '../../kernel/auth/actor.ts';
import { actorOf } from '../../kernel/auth/principal.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import type { Seat } from './ballots.ts';

/** What everybody who decides credit must be allowed. */
export const DECIDES = 'loan.approve';

/** Territory code of the borrower: nobody hands over more than they see. */
export type SeatsOn = { territoryCode: string; today: string };

/**
 * The own seat first. A seat handed over lasts while its owner holds the role and decides credit
 * where the borrower lives, under the owner's limit and that of the letter.
 */
export async function seatsOf(
  db: Db | Tx,
  actor: Actor,
  { territoryCode, today }: SeatsOn,
): Promise<Seat[]> {
  const { institutionId, personId, roles, approvalLimitFen } = actor;
  const seats: Seat[] = [{ personId, roles, limitFen: approvalLimitFen, delegationId: null }];
  for (const { id, owner, role, limitFen } of await delegationsTo(db, actor, today)) {
    const whose = await actorOf(db as Db, { institutionId, personId: owner, today });
    if (!whose?.roles.includes(role) || !holdsAt(whose, DECIDES, territoryCode)) continue;
    const own = whose.approvalLimitFen;
    const least = limitFen !== null && limitFen < own ? limitFen : own;
    seats.push({ personId: owner, roles: [role], limitFen: least, delegationId: id });
  }
  return seats;
}

const delegationsTo = (db: Db | Tx, { institutionId, personId }: Actor, today: string) =>
  (db as Db)
    .selectFrom('authority_delegation as d')
    .innerJoin('role as r', (join) =>
      join.onRef('r.institution_id', '=', 'd.institution_id').onRef('r.id', '=', 'd.role_id'),
    )
    .select(['d.id', 'd.from_person_id as owner', 'r.code as role', 'd.limit_fen as limitFen'])
    .where('d.institution_id', '=', institutionId)
    .where('r.institution_id', '=', institutionId)
    .where('d.to_person_id', '=', personId)
    .where('d.valid_from', '<=', today)
    .where('d.valid_to', '>', today)
    .orderBy('d.id')
    .execute();
