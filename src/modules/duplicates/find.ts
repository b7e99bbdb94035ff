/** Looks for files that may be of one customer, and keeps the pairs it finds. */
import { type RawBuilder, sql } from 'kysely';
import type { DuplicateReason } from '../../generated/enums.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import { likenessOf, likenessRulesOn } from './rules.ts';

type Found = { first_id: string; second_id: string; reasons: DuplicateReason[] };
type Wanted = { institutionId: string; customerIds: readonly string[]; today: string };

/** A number that many files share says nothing of any two of them. */
const MOST_SHARING = 50;

const like = (condition: RawBuilder<unknown>) => sql`
  (select * from customer as like_it where like_it.institution_id = mine.institution_id
    and like_it.status = 'ACTIVE' and ${condition} limit ${MOST_SHARING})`;

const CANDIDATES = sql`
  ${like(sql`like_it.mobile_digest = mine.mobile_digest`)} union
  ${like(sql`like_it.area_code = mine.area_code
    and like_it.address_digest = mine.address_digest`)} union
  ${like(sql`like_it.credit_code = mine.credit_code`)} union
  ${like(sql`like_it.id_number_digest = mine.id_number_digest`)}`;

const REASONS = sql`array_remove(array[
  case when other.id_number_digest = mine.id_number_digest then 'ID_NUMBER' end,
  case when other.credit_code = mine.credit_code then 'CREDIT_CODE' end,
  case when other.mobile_digest = mine.mobile_digest then 'MOBILE' end,
  case when other.area_code = mine.area_code
    and other.address_digest = mine.address_digest then 'ADDRESS' end,
  case when other.name_digest = mine.name_digest then 'NAME' end,
  case when other.name_sound_digest = mine.name_sound_digest then 'NAME_SOUND' end,
  case when other.business_name = mine.business_name then 'BUSINESS_NAME' end], null)`;

async function candidatePairs(tx: Tx, { institutionId, customerIds }: Wanted): Promise<Found[]> {
  const { rows } = await sql<Found>`
    select distinct least(mine.id, other.id) as first_id, greatest(mine.id, other.id) as second_id,
      ${REASONS} as reasons
    from customer as mine cross join lateral (${CANDIDATES}) as other
    where mine.institution_id = ${institutionId} and mine.id = any(${[...customerIds]}::uuid[])
      and mine.status = 'ACTIVE' and other.id <> mine.id and other.party = mine.party`.execute(tx);
  return rows;
}

/** Pairs found anew; one that was decided before is not asked again. */
export async function findPairs(tx: Tx, wanted: Wanted): Promise<string[]> {
  const rules = likenessRulesOn(wanted.today);
  const kept: string[] = [];
  for (const { first_id, second_id, reasons } of await candidatePairs(tx, wanted)) {
    const score = likenessOf(reasons, rules);
    if (score < rules.from) continue;
    const made = await tx
      .insertInto('duplicate_pair')
      .values({
        institution_id: wanted.institutionId,
        id: newId(),
        first_id,
        second_id,
        reasons,
        score,
        rule_set: rules.code,
        found_on: wanted.today,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (made) kept.push(made.id);
  }
  return kept;
}
