/** The votes a person has on a day: the own ones, and those handed over to them. */

import { sql } from 'kysely';
import { type Actor, holdsAt } from '../../kernel/auth/actor.ts';
import { actorOf } from '../../kernel/auth/principal.ts';
import { type Db, type Given, kept, type Tx, together } from '../../kernel/db/index.ts';
import type { Seat } from './ballots.ts';
import type { AuthorityLevel } from './rules.ts';

/** What everybody who decides must be allowed: credit when it is granted, and its changes later. */
export const DECIDES = { GRANT: 'loan.approve', CHANGE: 'loan-change.decide' } as const;
export type Deciding = keyof typeof DECIDES;

/** Territory code of the borrower: nobody hands over more than they see. */
export type SeatsOn = { territoryCode: string; today: string; deciding: Deciding };
type Asked = Omit<SeatsOn, 'territoryCode'> & { territoryCode: string | Promise<string> };

/**
 * The own seat first. A seat handed over lasts while its owner holds the role and decides credit
 * where the borrower lives, under the owner's limit and that of the letter.
 */
export async function seatsOf(
  db: Db | Tx,
  actor: Actor,
  { territoryCode: asked, today, deciding }: Asked,
): Promise<Seat[]> {
  const { institutionId, personId } = actor;
  const [territoryCode, delegations] = await together([
    asked,
    delegationsTo(db, { institutionId, personId, today }),
  ]);
  const own = await heldAt(db, actor, { territoryCode, today });
  const seats: Seat[] = [{ personId, ...own, delegationId: null }];
  for (const { id, owner, role, limitFen } of delegations) {
    const whose = await actorOf(db as Db, { institutionId, personId: owner, today });
    if (!whose || !holdsAt(whose, DECIDES[deciding], territoryCode)) continue;
    const theirs = await heldAt(db, whose, { territoryCode, today });
    if (!theirs.roles.includes(role)) continue;
    const most = theirs.limitFen;
    const least = limitFen !== null && limitFen < most ? limitFen : most;
    seats.push({ personId: owner, roles: [role], limitFen: least, delegationId: id });
  }
  return seats;
}

/** Roles that reach where the borrower lives, and their limit: those held elsewhere decide nothing here. */
async function heldAt(
  db: Db | Tx,
  actor: Actor,
  { territoryCode, today }: Omit<SeatsOn, 'deciding'>,
) {
  const { institutionId: tenant, personId, roles, approvalLimitFen } = actor;
  if (roles.length <= 1) return { roles, limitFen: approvalLimitFen };
  const { rows } = await sql<{ code: string; limitFen: bigint }>`
    select r.code, r.approval_limit_fen as "limitFen" from appointment a
    join role r on r.institution_id = ${tenant} and r.id = a.role_id
    left join outlet o on o.institution_id = ${tenant} and o.id = a.outlet_id
      and o.status = 'ACTIVE'
    where a.institution_id = ${tenant} and a.person_id = ${personId}
      and a.valid_from <= ${today}::date and (a.valid_to is null or a.valid_to > ${today}::date)
      and (r.scope_kind = 'INSTITUTION' or exists (
        select from unnest(coalesce(assigned_codes(${tenant}, ${personId}, ${today}::date), '{}')
            || case when r.scope_kind = 'OUTLET' then coalesce(o.area_codes, '{}') end) as prefix
        where starts_with(${territoryCode}, prefix)))
    order by r.code`.execute(db as Db);
  const limitFen = rows.reduce((most, { limitFen: each }) => (each > most ? each : most), 0n);
  return { roles: [...new Set(rows.map(({ code }) => code))], limitFen };
}

type Receiving = { institutionId: string; personId: string; today: string };

const delegationsTo = kept((db, of: Given<Receiving>) =>
  db
    .selectFrom('authority_delegation as d')
    .innerJoin('role as r', (join) =>
      join.onRef('r.institution_id', '=', 'd.institution_id').onRef('r.id', '=', 'd.role_id'),
    )
    .select(['d.id', 'd.from_person_id as owner', 'r.code as role', 'd.limit_fen as limitFen'])
    .where('d.institution_id', '=', of.institutionId)
    .where('r.institution_id', '=', of.institutionId)
    .where('d.to_person_id', '=', of.personId)
    .where('d.valid_from', '<=', of.today)
    .where('d.valid_to', '>', of.today)
    .orderBy('d.id'),
);

/** Whose turn it may be: a permission, and at a level of the matrix a seat. */
export type Turn = { permission: string; level: AuthorityLevel | null };

/** Codes of the roles whose holders have the turn, as far as they are not barred. */
export async function rolesSeated(
  db: Db | Tx,
  institutionId: string,
  { permission, level }: Turn,
): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    select code from role where institution_id = ${institutionId}
      and permissions @> array[${permission}]::text[] order by code`.execute(db as Db);
  const seats = level?.roles ?? [];
  return rows.flatMap(({ code }) => (seats.length === 0 || seats.includes(code) ? [code] : []));
}
