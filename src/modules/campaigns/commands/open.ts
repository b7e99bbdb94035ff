import { sql } from 'kysely';
import { z } from 'zod';
import { type Actor, inScope } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { classed, pattern, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { scopeOf } from '../../staff/index.ts';
import { emitMoved, insertSteps, mustRun, onCampaign } from '../stored.ts';

const MOST_HOUSEHOLDS = 100_000;
const MOST_ENROLLED = 2_000;

const roster = () =>
  z
    .number()
    .int()
    .min(1)
    .max(MOST_HOUSEHOLDS)
    .describe('Households on the village’s own roster, on file or not. 花名册户数');

export const openCampaign = command({
  name: 'campaign.open',
  permission: 'campaign.manage',
  scope: 'references',
  title: { en: 'Open a campaign', zh: '发起整村授信' },
  description: {
    en: 'Takes one village through whole-village credit; a village has one campaign at a time.',
    zh: '在一个村（社区）发起整村授信；同一村同时只有一个活动。',
  },
  input: z.object({
    areaCode: pattern(/^\d{12}$/).describe('The village or community. 村（社区）代码'),
    name: classed('C1', text(128)),
    rosterHouseholds: roster(),
  }),
  result: z.object({ campaign: ref('Campaign') }),
  acts: ['campaign.opened'],
  errors: ['campaign.area_unknown', 'campaign.running'],
  async handler(tx, { areaCode, name, rosterHouseholds }, { actor, emit, today }) {
    if (!inScope(actor, areaCode)) throw refuse('object.not_found', { path: ['areaCode'] });
    await mustBeInForce(tx, areaCode, today);
    const campaign = newId();
    await tx
      .insertInto('campaign')
      .values({
        institution_id: actor.institutionId,
        id: campaign,
        area_code: areaCode,
        name,
        roster_households: rosterHouseholds,
        opened_on: today,
        opened_by: actor.personId,
      })
      .execute();
    const objects = [{ type: 'Campaign', id: campaign, version: 1 }];
    emit('campaign.opened', objects, { areaCode, rosterHouseholds });
    return { campaign };
  },
});

async function mustBeInForce(tx: Tx, areaCode: string, today: string): Promise<void> {
  const area = await tx
    .selectFrom('area')
    .select('code')
    .where('code', '=', areaCode)
    .where('valid_from', '<=', today)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', today)]))
    .executeTakeFirst();
  if (!area) throw refuse('campaign.area_unknown', { path: ['areaCode'] });
}

export const countRoster = command({
  name: 'campaign.count-roster',
  permission: 'campaign.manage',
  scope: 'references',
  title: { en: 'Correct the roster’s count', zh: '更正花名册户数' },
  description: {
    en: 'How many households the village has by its own roster; shares of the funnel are taken of it.',
    zh: '按户籍花名册更正该村总户数，漏斗比例以此为分母。',
  },
  on: onCampaign,
  input: z.object({ rosterHouseholds: roster() }),
  result: z.object({ campaign: ref('Campaign') }),
  acts: ['campaign.roster-counted'],
  reasonRequired: true,
  errors: ['campaign.closed'],
  async handler(tx, { rosterHouseholds }, { actor, emit, target }) {
    mustRun(actor, target);
    const { version } = await tx
      .updateTable('campaign')
      .set({ roster_households: rosterHouseholds })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    emit('campaign.roster-counted', [{ type: 'Campaign', id: target.id, version }], {
      from: target.roster_households,
      to: rosterHouseholds,
    });
    return { campaign: target.id };
  },
});

export const enrolHouseholds = command({
  name: 'campaign.enrol',
  permission: 'campaign.manage',
  scope: 'references',
  title: { en: 'Enrol the households of a village', zh: '导入参加户' },
  description: {
    en: 'All households of the village that are on file and not in the campaign yet; again after a later import of the roster.',
    zh: '将该村已建档、尚未列入的农户全部列入；花名册再次导入后可重复执行。',
  },
  on: onCampaign,
  input: z.object({}),
  result: z.object({
    campaign: ref('Campaign'),
    enrolled: z.number().int(),
    remaining: z.boolean(),
  }),
  acts: ['campaign.enrolled', 'campaign-household.enrolled'],
  errors: ['campaign.closed'],
  async handler(tx, _input, { actor, emit, target, today }) {
    mustRun(actor, target);
    const found = await notEnrolled(tx, actor, target);
    const households = found
      .slice(0, MOST_ENROLLED)
      .map((customerId) => ({ id: newId(), customerId }));
    const tenant = actor.institutionId;
    const ids = households.map(({ id }) => id);
    await sql`
      insert into campaign_household (institution_id, id, campaign_id, customer_id, stage, stage_since)
      select ${tenant}, household, ${target.id}, customer, 'ROSTER', ${today}::date
      from unnest(${ids}::uuid[], ${households.map(({ customerId }) => customerId)}::uuid[])
        as enrolled (household, customer)`.execute(tx);
    const by = { personId: actor.personId, reason: null };
    await insertSteps(tx, { tenant, ids, stage: 'ROSTER', today, ...by });
    const objects = [{ type: 'Campaign', id: target.id, version: target.version }];
    emit('campaign.enrolled', objects, { enrolled: households.length });
    const act = 'campaign-household.enrolled';
    emitMoved(emit, { act, campaign: target, households, stage: 'ROSTER' });
    const remaining = found.length > MOST_ENROLLED;
    return { campaign: target.id, enrolled: households.length, remaining };
  },
});

type Village = { institution_id: string; id: string; area_code: string };

async function notEnrolled(tx: Tx, actor: Actor, campaign: Village): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from customer c
    where c.institution_id = ${campaign.institution_id} and c.area_code = ${campaign.area_code}
      and c.party = 'HOUSEHOLD' and c.status = 'ACTIVE'
      and ${scopeOf(actor, sql.ref('c.territory_code'))}
      and not exists (select from campaign_household h
        where h.institution_id = ${campaign.institution_id} and h.campaign_id = ${campaign.id}
          and h.customer_id = c.id)
    order by c.code limit ${MOST_ENROLLED + 1}`.execute(tx);
  return rows.map(({ id }) => id);
}

export const closeCampaign = command({
  name: 'campaign.close',
  permission: 'campaign.manage',
  scope: 'references',
  title: { en: 'Close a campaign', zh: '结束整村授信' },
  description: {
    en: 'Its households stay as they stand; another campaign may follow in the village.',
    zh: '参加户停留在当前环节；该村此后可再次发起。',
  },
  on: onCampaign,
  input: z.object({}),
  result: z.object({ campaign: ref('Campaign') }),
  acts: ['campaign.closed'],
  reasonRequired: true,
  errors: ['campaign.closed'],
  async handler(tx, _input, { actor, emit, target, today }) {
    mustRun(actor, target);
    const { version } = await tx
      .updateTable('campaign')
      .set({ status: 'CLOSED', closed_on: today })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    emit('campaign.closed', [{ type: 'Campaign', id: target.id, version }]);
    return { campaign: target.id };
  },
});
