/** The rules of disclosing one person's data, for a set of people in one statement. */
import { type RawBuilder, sql } from 'kysely';
import type { DataGroup, ProcessingPurpose } from '../../generated/enums.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { checkPurpose } from '../customers/index.ts';
import { purposeRuleOn } from './purposes.ts';

export type DisclosedSet = {
  actor: Actor;
  purpose: ProcessingPurpose;
  items: readonly DataGroup[];
  today: string;
  now: Date;
  /** The export they leave with. */
  exportId: string;
  /** `select id` of the customers wanted. */
  customers: RawBuilder<unknown>;
};

/** How many were disclosed, and how many may not be used for the purpose. */
export type DisclosedCounts = { disclosed: number; leftOut: number };

/**
 * Writes a disclosure of masked values, without any in clear, for each customer of a set whose data
 * may be used. A contract is made with one person: what it is needed for is not a set's purpose.
 *
 * @throws Refusal `privacy.purpose_unfit`
 */
export async function discloseSet(tx: Tx, set: DisclosedSet): Promise<DisclosedCounts> {
  const { actor, purpose, items, today, now, exportId } = set;
  checkPurpose({ actor, purpose, today });
  const { ground, recipients } = purposeRuleOn(purpose, today);
  if (ground === 'CONTRACT' || recipients.length > 0) {
    throw refuse('privacy.purpose_unfit', { path: ['purpose'] });
  }
  const { rows } = await sql<{ disclosed: number; wanted: number }>`
    with wanted as materialized (${set.customers}),
    judged as (
      select wanted.id, ${consentOf(set)} as consent_id, ${stopped(set)} as stopped from wanted),
    kept as (
      insert into disclosure (institution_id, id, customer_id, act, purpose, ground, consent_id,
        items, values_count, person_id, occurred_at, export_id)
      select ${actor.institutionId}, gen_random_uuid(), id, 'EXPORT', ${purpose}, ${ground},
        consent_id, ${[...items]}::text[], 0, ${actor.personId}, ${now}, ${exportId}
      from judged where not stopped and (consent_id is not null or ${ground} <> 'CONSENT')
      returning 1)
    select (select count(*)::int from kept) as disclosed,
      (select count(*)::int from wanted) as wanted`.execute(tx);
  const [{ disclosed, wanted } = { disclosed: 0, wanted: 0 }] = rows;
  return { disclosed, leftOut: wanted - disclosed };
}

function consentOf({ actor, purpose, items, today }: DisclosedSet): RawBuilder<unknown> {
  if (purposeRuleOn(purpose, today).ground !== 'CONSENT') return sql`null::uuid`;
  return sql`(select agreed.id from consent as agreed
    where agreed.institution_id = ${actor.institutionId} and agreed.customer_id = wanted.id
      and agreed.purpose = ${purpose} and agreed.member_id is null
      and agreed.recipient_kind = 'NONE' and agreed.items @> ${[...items]}::text[]
      and agreed.valid_from <= ${today}::date
      and (agreed.valid_to is null or agreed.valid_to > ${today}::date) limit 1)`;
}

function stopped({ actor, purpose, today }: DisclosedSet): RawBuilder<unknown> {
  const { restrictable, afterErasing } = purposeRuleOn(purpose, today);
  return sql`exists (select from processing_restriction as restricted
    where restricted.institution_id = ${actor.institutionId}
      and restricted.customer_id = wanted.id and restricted.valid_to is null
      and case restricted.ground when 'RETENTION_ONLY' then ${sql.lit(!afterErasing)}
        else ${sql.lit(restrictable)} end)`;
}
