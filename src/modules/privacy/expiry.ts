import { type RawBuilder, sql } from 'kysely';

type Of = { institution: unknown; customer: unknown };

/**
 * When the first of a head's or owner's consents runs out for which no later one is kept: a date,
 * or null. One that was withdrawn does not run out.
 */
export const consentExpirySql = ({ institution, customer }: Of): RawBuilder<string | null> =>
  sql<string | null>`(select min(kept.until) from (
    select max(held.valid_to) as until from consent as held
    where held.institution_id = ${institution} and held.customer_id = ${customer}
      and held.member_id is null and held.withdrawn_on is null
    group by held.purpose, held.recipient_kind, held.recipient
    having bool_and(held.valid_to is not null)) as kept)`;
