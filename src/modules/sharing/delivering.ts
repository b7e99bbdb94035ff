/** What leaves under an agreement: read, digested and written down in one transaction. */
import { sql } from 'kysely';
import type { DataGroup } from '../../generated/enums.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { insertRows } from '../../kernel/db/insert-rows.ts';
import { newId } from '../../kernel/ids.ts';
import {
  agreedSql,
  candidatesSql,
  DIGEST,
  eventSql,
  type Range,
  shownSql,
  type Under,
} from './shown.ts';

/** Somebody a fact concerned, the consent that lets it be shown, and what of them was shown. */
type Told = { customer: string; consent: string; groups: DataGroup[]; clear: number };

export type Shown = {
  positions: number[];
  digest: string;
  /** A JSON array of the events. */
  body: string;
  told: Told[];
};

/** All that the agreement shows in a range, as of this statement. */
export async function shownIn(tx: Tx, under: Under, range: Range): Promise<Shown> {
  const { rows } = await sql<Shown>`
    with agreed as materialized (${agreedSql(under)}),
    candidates as materialized (${candidatesSql(under, range)}),
    shown as materialized (
      select shown.* from agreed cross join lateral ${shownSql(under, sql`candidates`)} as shown),
    events as materialized (
      select position, people, view, groups, ${eventSql(under.institutionId)} as event from shown),
    told as (
      select position, (person ->> 'customer') as customer, (person ->> 'consent') as consent,
        groups, (select count(*)::int from jsonb_array_elements(view -> 'members') as member
          where not (member ->> 'masked')::boolean) as clear
      from events cross join jsonb_array_elements(people) as person)
    select coalesce(jsonb_agg(position order by position), '[]') as positions,
      ${DIGEST} as digest,
      '[' || coalesce(string_agg(event, ',' order by position), '') || ']' as body,
      (select coalesce(jsonb_agg(to_jsonb(told) order by position), '[]') from told) as told
    from events`.execute(tx);
  const [shown] = rows;
  if (!shown) throw new Error('a count without a row');
  return shown;
}

export type Delivery = Under & {
  bodyCode: string;
  range: Range;
  shown: Shown;
  personId: string;
  now: Date;
};

/** Writes the delivery down, and for everybody it told of what it told; its key. */
export async function recordDelivery(tx: Tx, delivery: Delivery): Promise<string> {
  const { institutionId, agreementId, range, shown, personId, now } = delivery;
  const id = newId();
  const disclosures = disclosuresOf(delivery, id);
  const people = new Set(shown.told.map(({ customer }) => customer));
  await tx
    .insertInto('shared_delivery')
    .values({
      institution_id: institutionId,
      id,
      agreement_id: agreementId,
      from_position: BigInt(range.from),
      to_position: BigInt(range.to),
      positions: shown.positions.map(BigInt),
      event_count: shown.positions.length,
      digest: shown.digest,
      person_count: people.size,
      person_id: personId,
      delivered_at: now,
    })
    .execute();
  await insertRows(tx, 'disclosure', disclosures);
  return id;
}

/** One for each person and consent, however many facts. */
function disclosuresOf({ institutionId, bodyCode, shown, personId, now }: Delivery, id: string) {
  const each = Map.groupBy(shown.told, ({ customer, consent }) => `${customer} ${consent}`);
  return [...each.values()].flatMap((told) => {
    const [first] = told;
    if (!first) return [];
    return {
      institution_id: institutionId,
      id: newId(),
      customer_id: first.customer,
      act: 'SHARE',
      purpose: 'GOVERNMENT_SHARING',
      ground: 'CONSENT',
      consent_id: first.consent,
      recipient_kind: 'GOVERNMENT',
      recipient: bodyCode,
      items: [...new Set(told.flatMap(({ groups }) => groups))].sort(),
      values_count: told.reduce((sum, { clear }) => sum + clear, 0),
      person_id: personId,
      occurred_at: now.toISOString(),
      delivery_id: id,
    };
  });
}
