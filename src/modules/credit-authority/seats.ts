/** The votes a person has on a day: the own ones, and those handed over to them. */
import type { Actor } from '../../kernel/auth/actor.ts';
import { inScope } from '../../kernel/auth/actor.ts';
import { actorOf } from '../../kernel/auth/principal.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import type { Seat } from './ballots.ts';

/** Territory code of the borrower: nobody hands over more than they see. */
export type SeatsOn = { territoryCode: string; today: string };

/**
 * The own seat first. A seat handed over lasts while its owner holds the role and sees the borrower,
 * under the owner's limit and that of the letter.
 */
export async function seatsOf(
  db: Db | Tx,
  actor: Actor,
  { territoryCode, today }: SeatsOn,
): Promise<Seat[]> {
  const { personId, roles, approvalLimitFen } = actor;
  const own: Seat = { personId, roles, limitFen: approvalLimitFen, delegationId: null };
  const lent = await delegationsTo(db, actor, today);
  const seats = [own];
  for (const { id, owner, role, limitFen } of lent) {
    const whose = await actorOf(db as Db, {
      institutionId: actor.institutionId,
      personId: owner,
      today,
    });
    if (!whose?.roles.includes(role) || !inScope(whose, territoryCode)) continue;
    if (!whose.permissions.has('loan.approve')) continue;
    const least = limitFen === null || limitFen > whose.approvalLimitFen;
    seats.push({
      personId: owner,
      roles: [role],
      limitFen: least ? whose.approvalLimitFen : limitFen,
      delegationId: id,
    });
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
