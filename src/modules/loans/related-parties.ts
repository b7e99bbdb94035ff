/** Who is related to a borrower, by the files and the loans, and what they owe. */
import { type RawBuilder, sql } from 'kysely';
import type { LoanRelation } from '../../generated/enums.ts';
import { type Db, type Given, kept, type Tx } from '../../kernel/db/index.ts';
import { listed } from './listed.ts';
import { ENDED_STATES, PENDING_STATES, PROMISED_STATES } from './workflow.ts';

const ended = listed(ENDED_STATES);
const pending = listed(PENDING_STATES);

export type RelatedParty = {
  readonly customer: string;
  readonly relations: readonly LoanRelation[];
  /** Approved and not yet paid out, outstanding principal, and claims written off. */
  readonly committedFen: bigint;
  /** Submitted and not yet decided. */
  readonly pendingFen: bigint;
  /** What it stands for of others' loans. */
  readonly guaranteedFen: bigint;
};

export type PartiesOf = { institutionId: string; customerId: string };

/**
 * Everyone living with the people behind a file, found by their identity numbers: their household,
 * and the files of firms and households any of its members is behind.
 */
const household = ({ institutionId, customerId }: Given<PartiesOf>): RawBuilder<unknown> => sql`
  seeds as (
    select id_number_digest as digest from customer
     where institution_id = ${institutionId} and id = ${customerId}
    union select id_number_digest from customer_member
     where institution_id = ${institutionId} and customer_id = ${customerId} and left_on is null),
  homes as (
    select ${customerId}::uuid as id
    union select customer_id from customer_member
     where institution_id = ${institutionId} and left_on is null
       and id_number_digest in (select digest from seeds)),
  digests as (
    select digest from seeds where digest is not null
    union select id_number_digest from customer_member
     where institution_id = ${institutionId} and left_on is null
       and customer_id in (select id from homes) and id_number_digest is not null),
  household as (
    select ${customerId}::uuid as id
    union select id from customer
     where institution_id = ${institutionId} and id_number_digest in (select digest from digests)
    union select customer_id from customer_member
     where institution_id = ${institutionId} and left_on is null
       and id_number_digest in (select digest from digests))`;

/** Keys of the files of a borrower's household, its own included. */
export async function householdOf(db: Db | Tx, of: PartiesOf): Promise<string[]> {
  const rows = await filesOf(db, of);
  return rows.map(({ id }) => id);
}

const filesOf = kept(
  (_, of: Given<PartiesOf>) => sql<{ id: string }>`with ${household(of)}
    select id from household order by id`,
);

/**
 * Holds the files of a household until the transaction ends, in one order, so that two of its
 * members never apply without either application seeing the other.
 */
export async function lockHousehold(tx: Tx, of: PartiesOf): Promise<string[]> {
  const rows = await lockFiles(tx, of);
  return rows.map(({ id }) => id);
}

const lockFiles = kept(
  (_, of: Given<PartiesOf>) => sql<{ id: string }>`
    select id from customer
     where institution_id = ${of.institutionId} and id = any(array(
       with ${household(of)} select id from household))
     order by id for no key update`,
);

const relations = ({ institutionId, customerId }: Given<PartiesOf>): RawBuilder<unknown> => sql`
  relations as (
    select ${customerId}::uuid as id, 'SELF' as relation
    union select id, 'HOUSEHOLD' from household where id <> ${customerId}
    union select stands.guarantor_id, 'GUARANTOR' from loan
      join loan_guarantee as stands on stands.institution_id = loan.institution_id
        and stands.loan_id = loan.id and stands.status = 'OFFERED'
     where loan.institution_id = ${institutionId} and loan.customer_id = ${customerId}
       and loan.status not in (${ended}) and stands.guarantor_id is not null
    union select loan.customer_id, 'GUARANTEED' from loan_guarantee as stands
      join loan on loan.institution_id = stands.institution_id and loan.id = stands.loan_id
     where stands.institution_id = ${institutionId} and stands.guarantor_id = ${customerId}
       and stands.status = 'OFFERED' and loan.status not in (${ended})
    union select other.customer_id, 'SAME_PAYEE' from loan as own
      join loan as other on other.institution_id = own.institution_id
        and other.payee_reference = own.payee_reference
     where own.institution_id = ${institutionId} and own.customer_id = ${customerId}
       and own.payee_reference is not null and own.status not in (${ended})
       and other.status not in (${ended}))`;

/** Everybody related, the borrower first, with what each owes and stands for. */
export const relatedParties = kept((_, of: Given<PartiesOf>) => {
  const { institutionId, customerId } = of;
  return sql<RelatedParty>`
    with ${household(of)}, ${relations(of)},
    parties as (
      select id, array_agg(relation order by relation) as relations from relations
       where id <> ${customerId} or relation = 'SELF' group by id)
    select parties.id as customer, parties.relations,
        coalesce(owed.committed, 0)::bigint as "committedFen",
        coalesce(owed.pending, 0)::bigint as "pendingFen",
        coalesce(stood.amount, 0)::bigint as "guaranteedFen"
      from parties
      left join lateral (
        select sum(case when status = 'ACTIVE' then outstanding_principal_fen + written_off_fen
                 when status in (${listed(PROMISED_STATES)}) then amount_fen end) as committed,
               sum(amount_fen) filter (where status in (${pending})) as pending
          from loan where institution_id = ${institutionId} and customer_id = parties.id) as owed
        on true
      left join lateral (
        select sum(stands.amount_fen) as amount from loan_guarantee as stands
          join loan on loan.institution_id = stands.institution_id and loan.id = stands.loan_id
         where stands.institution_id = ${institutionId} and stands.guarantor_id = parties.id
           and stands.status = 'OFFERED' and loan.customer_id <> parties.id
           and loan.status not in (${ended})) as stood on true
     order by parties.id <> ${customerId}, parties.id`;
});

const sum = (parties: readonly RelatedParty[]): bigint =>
  parties.reduce((total, { committedFen, pendingFen }) => total + committedFen + pendingFen, 0n);

/** What the household, and everybody related, owe and have applied for. */
export function exposuresOf(parties: readonly RelatedParty[]): {
  householdFen: bigint;
  relatedFen: bigint;
} {
  const home = parties.filter(({ relations: ties }) =>
    ties.some((tie) => tie === 'SELF' || tie === 'HOUSEHOLD'),
  );
  return { householdFen: sum(home), relatedFen: sum(parties) };
}

/** How many loans not ended a customer stands for. */
export async function guaranteesGiven(
  db: Db | Tx,
  { institutionId, customerId }: PartiesOf,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from loan_guarantee as stands
      join loan on loan.institution_id = stands.institution_id and loan.id = stands.loan_id
     where stands.institution_id = ${institutionId} and stands.guarantor_id = ${customerId}
       and stands.status = 'OFFERED' and loan.status not in (${ended})`.execute(db as Db);
  return rows[0]?.count ?? 0;
}
