/** Households of a campaign: locked with what is on record of them, and moved as a set. */

import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { CampaignStage } from '../../generated/enums.ts';
import { type Actor, inScope } from '../../kernel/auth/actor.ts';
import type { Emit, FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { scopeOf } from '../staff/index.ts';
import type { HouseholdFacts } from './workflow.ts';

export type CampaignRow = Selectable<DB['campaign']>;
export const onCampaign = { noun: 'Campaign', table: 'campaign' } as const;

/** Households moved by one command; the next takes the rest. */
export const MOST_MOVED = 2_000;
const PER_FACT = 300;

/** @throws Refusal for a campaign out of sight or closed */
export function mustRun(actor: Actor, campaign: CampaignRow): void {
  if (!inScope(actor, campaign.area_code)) throw refuse('object.not_found', { path: ['id'] });
  if (campaign.status !== 'OPEN') throw refuse('campaign.closed');
}

export type Household = HouseholdFacts & { id: string; customerId: string };

export type Wanted = {
  actor: Actor;
  campaign: CampaignRow;
  today: string;
  /** Households by key, or all that stand at a stage. */
  which: { ids: readonly string[] } | { stage: CampaignStage };
};

/**
 * Locks households in the order of their keys, with today's facts about each; one statement. Who has
 * moved out of the caller's territory is moved by somebody else.
 */
export async function lockHouseholds(
  tx: Tx,
  { actor, campaign, today, which }: Wanted,
): Promise<Household[]> {
  const tenant = campaign.institution_id;
  const chosen =
    'ids' in which
      ? sql`h.id = any(${[...new Set(which.ids)]}::uuid[])`
      : sql`h.stage = ${which.stage}`;
  const { rows } = await sql<Household>`
    select h.id, h.customer_id as "customerId", h.stage, c.status = 'ACTIVE' as active, c.screening,
      exists (select from visit v where v.institution_id = ${tenant}
        and v.customer_id = h.customer_id and v.status = 'RECORDED'
        and v.way in ('ON_SITE', 'APPOINTMENT')) as visited,
      exists (select from rating r where r.institution_id = ${tenant}
        and r.customer_id = h.customer_id and r.status <> 'DECLINED'
        and (r.valid_to is null or r.valid_to > ${today}::date)) as rated,
      current.id is not null as "ratingInForce", current.rated_by as "ratedBy",
      (select s.moved_by from campaign_step s where s.institution_id = ${tenant}
        and s.campaign_household_id = h.id and s.stage = 'SECOND_RATED'
        order by s.moved_on desc, s.id desc limit 1) as "reviewedBy",
      exists (select from notice_entry e where e.institution_id = ${tenant}
        and e.rating_id = current.id and e.status = 'EFFECTIVE') as noticed,
      exists (select from credit_line l where l.institution_id = ${tenant}
        and l.customer_id = h.customer_id and l.valid_from <= ${today}::date
        and l.valid_to > ${today}::date) as "lineInForce",
      exists (select from loan o where o.institution_id = ${tenant}
        and o.customer_id = h.customer_id and o.basis = 'CREDIT_LINE'
        and o.disbursed_on is not null) as drawn
    from campaign_household h
    join customer c on c.institution_id = ${tenant} and c.id = h.customer_id
    left join rating current on current.institution_id = ${tenant}
      and current.customer_id = h.customer_id and current.status = 'EFFECTIVE'
      and current.valid_from <= ${today}::date
      and (current.valid_to is null or current.valid_to > ${today}::date)
    where h.institution_id = ${tenant} and h.campaign_id = ${campaign.id} and ${chosen}
      and ${scopeOf(actor, sql.ref('c.territory_code'))}
    order by h.id
    limit ${MOST_MOVED + 1}
    for no key update of h`.execute(tx);
  if ('ids' in which && rows.length < new Set(which.ids).size) {
    throw refuse('campaign.household_unknown', { path: ['householdIds'] });
  }
  return rows;
}

export type Move = {
  /** The fact written. */
  act: string;
  campaign: CampaignRow;
  households: readonly Pick<Household, 'id' | 'customerId'>[];
  stage: CampaignStage;
  today: string;
  personId: string;
  reason: string | null;
};

/** Moves households and writes the step of each; two statements however many there are. */
export async function moveHouseholds(tx: Tx, emit: Emit, move: Move): Promise<void> {
  const { campaign, households, stage, today, personId, reason } = move;
  if (households.length === 0) return;
  const tenant = campaign.institution_id;
  const ids = households.map(({ id }) => id);
  await tx
    .updateTable('campaign_household')
    .set({ stage, stage_since: today })
    .where('institution_id', '=', tenant)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  await insertSteps(tx, { tenant, ids, stage, today, personId, reason });
  emitMoved(emit, move);
}

type Steps = {
  tenant: string;
  ids: readonly string[];
  stage: CampaignStage;
  today: string;
  personId: string;
  reason: string | null;
};

export async function insertSteps(tx: Tx, steps: Steps): Promise<void> {
  const { tenant, ids, stage, today, personId, reason } = steps;
  await sql`
    insert into campaign_step (institution_id, id, campaign_household_id, stage, moved_on, moved_by,
      reason)
    select ${tenant}, step, household, ${stage}, ${today}::date, ${personId}, ${reason}
    from unnest(${ids.map(() => newId())}::uuid[], ${[...ids]}::uuid[]) as moved (step, household)`.execute(
    tx,
  );
}

type Moved = Pick<Move, 'act' | 'campaign' | 'households' | 'stage'>;

/** A leaf holds some hundreds of objects, so a village is several facts. */
export function emitMoved(emit: Emit, { act, campaign, households, stage }: Moved): void {
  for (let start = 0; start < households.length; start += PER_FACT) {
    const part = households.slice(start, start + PER_FACT);
    const objects: FactObject[] = [{ type: 'Campaign', id: campaign.id }];
    for (const { id, customerId } of part) {
      objects.push({ type: 'CampaignHousehold', id }, { type: 'Customer', id: customerId });
    }
    emit(act, objects, { stage, households: part.length });
  }
}
