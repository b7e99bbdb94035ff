/** Ties between staff and borrowers: declared, and found through the declared own household. */
import { sql } from 'kysely';
import type { InterestGround } from '../../generated/enums.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';

export type TiesOf = {
  institutionId: string;
  personIds: readonly string[];
  /** The borrower and whoever else answers for the credit. */
  customerIds: readonly string[];
  today: string;
};

export type Tie = { personId: string; customerId: string; ground: InterestGround };

/**
 * Who of these people is tied to one of these customers. Relatives are found by identity number:
 * somebody lives, lived or is owner in the person's own household and in the other. One statement.
 */
export async function tiesOf(db: Db | Tx, of: TiesOf): Promise<Tie[]> {
  const { institutionId: tenant, personIds, customerIds, today } = of;
  if (personIds.length === 0 || customerIds.length === 0) return [];
  const { rows } = await sql<Tie>`
    with declared as (
      select person_id, customer_id, ground from interest_declaration
      where institution_id = ${tenant} and person_id = any(${[...personIds]}::uuid[])
        and valid_from <= ${today}::date and (valid_to is null or valid_to > ${today}::date)),
    concerned as (
      select unnest(${[...customerIds]}::uuid[]) as customer_id
      union select customer_id from declared where ground = 'SAME_HOUSEHOLD'),
    people as (
      select c.id as household, c.id_number_digest as digest from customer c
      where c.institution_id = ${tenant} and c.id in (select customer_id from concerned)
        and c.id_number_digest is not null
      union
      select m.customer_id, m.id_number_digest from customer_member m
      where m.institution_id = ${tenant} and m.customer_id in (select customer_id from concerned)
        and m.id_number_digest is not null)
    select person_id as "personId", customer_id as "customerId", ground from declared
    where customer_id = any(${[...customerIds]}::uuid[])
    union
    select d.person_id, theirs.household, 'RELATIVE'
    from declared d
    join people ours on ours.household = d.customer_id
    join people theirs on theirs.digest = ours.digest and theirs.household <> ours.household
    where d.ground = 'SAME_HOUSEHOLD' and theirs.household = any(${[...customerIds]}::uuid[])
    order by 1, 2, 3`.execute(db as Db);
  return rows;
}
