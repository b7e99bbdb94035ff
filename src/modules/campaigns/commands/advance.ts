import { z } from 'zod';
import { CampaignHold, CampaignStage } from '../../../generated/enums.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { command, type Emit } from '../../../kernel/commands/command.ts';
import { enumeration, id, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { globalId } from '../../../kernel/ids.ts';
import {
  type CampaignRow,
  type Household,
  lockHouseholds,
  MOST_MOVED,
  moveHouseholds,
  mustRun,
  onCampaign,
} from '../stored.ts';
import { holdOf, type Onward, stageBefore } from '../workflow.ts';

const MOST_SHOWN = 20;
const MOST_NAMED = 500;

const householdIds = () =>
  z
    .array(id('CampaignHousehold'))
    .min(1)
    .max(MOST_NAMED)
    .optional()
    .describe(
      'These, all or none; everybody who is ready when absent. 指定农户，缺省为全部符合条件者',
    );

const result = z.object({
  campaign: ref('Campaign'),
  moved: z.number().int(),
  held: z
    .array(
      z.object({
        hold: enumeration('CampaignHold', CampaignHold),
        households: z.number().int(),
      }),
    )
    .describe('Who stays behind, by reason. 未进入下一环节的户数及原因'),
  remaining: z.boolean(),
});

const errors = ['campaign.closed', 'campaign.move_illegal', 'campaign.household_unknown'];
const acts = ['campaign.advanced', 'campaign-household.advanced'];

export const advanceHouseholds = command({
  name: 'campaign.advance',
  permission: 'campaign.manage',
  scope: 'references',
  title: { en: 'Take households to the next stage', zh: '推进环节' },
  description: {
    en: 'From the stage before it, where the fact the stage stands for is on record: a list, a visit, a rating, a second look by another person, an effective notice, a credit line, a loan paid out. The branch decides by `campaign.decide`.',
    zh: '自前一环节推进，且须已有对应事实：筛查名单、走访、评级、他人复评、公示生效、授信额度、放款。支行审定另用 campaign.decide。',
  },
  on: onCampaign,
  input: z.object({
    to: enumeration('CampaignStage', CampaignStage),
    householdIds: householdIds(),
  }),
  result,
  acts,
  errors,
  async handler(tx, { to, householdIds: named }, { actor, emit, target, today }) {
    const onward = onwardStage(to);
    return advance(tx, emit, { actor, campaign: target, to: onward, named, today });
  },
});

export const decideHouseholds = command({
  name: 'campaign.decide',
  permission: 'campaign.decide',
  scope: 'references',
  title: { en: 'Decide for the branch', zh: '支行审定' },
  description: {
    en: 'Households whose rating has had its second look get the branch’s word, by somebody who neither rated nor looked a second time.',
    zh: '对已复评农户由支行审定；评级人和复评人不得审定。',
  },
  on: onCampaign,
  input: z.object({ householdIds: householdIds() }),
  result,
  acts,
  errors,
  handler: (tx, { householdIds: named }, { actor, emit, target, today }) =>
    advance(tx, emit, { actor, campaign: target, to: 'DECIDED', named, today }),
});

/** The roster is filled by enrolling, a decision has its own command, and out is not onward. */
function onwardStage(to: CampaignStage): Onward {
  if (to === 'ROSTER' || to === 'DROPPED' || to === 'DECIDED') {
    throw refuse('input.invalid', { path: ['to'] });
  }
  return to;
}

type Advance = {
  actor: Actor;
  campaign: CampaignRow;
  to: Onward;
  named: readonly string[] | undefined;
  today: string;
};

async function advance(tx: Tx, emit: Emit, asked: Advance) {
  const { actor, campaign, to, named, today } = asked;
  mustRun(actor, campaign);
  const which = named ? { ids: named } : { stage: stageBefore(to) };
  const found = await lockHouseholds(tx, { actor, campaign, today, which });
  const judged = found
    .slice(0, MOST_MOVED)
    .map((household) => ({ household, hold: holdOf(household, to, actor.personId) }));
  const held = judged.filter(({ hold }) => hold !== undefined);
  if (named && held.length > 0) throw illegal(held);
  const households = judged.filter(({ hold }) => !hold).map(({ household }) => household);
  const objects = [{ type: 'Campaign', id: campaign.id, version: campaign.version }];
  emit('campaign.advanced', objects, { to, moved: households.length, held: held.length });
  const by = { today, personId: actor.personId, reason: null };
  const act = 'campaign-household.advanced';
  await moveHouseholds(tx, emit, { act, campaign, households, stage: to, ...by });
  return {
    campaign: campaign.id,
    moved: households.length,
    held: countHolds(held),
    // Those held stay where they are and would only be looked at again.
    remaining: found.length > MOST_MOVED && households.length > 0,
  };
}

type Held = { household: Household; hold: CampaignHold | undefined };

function illegal(held: readonly Held[]) {
  const households = held.slice(0, MOST_SHOWN).map(({ household, hold }) => ({
    id: globalId('CampaignHousehold', household.id),
    hold,
  }));
  const details = { count: held.length, households };
  return refuse('campaign.move_illegal', { path: ['householdIds'], details });
}

const countHolds = (held: readonly Held[]) =>
  CampaignHold.flatMap((hold) => {
    const households = held.filter((each) => each.hold === hold).length;
    return households > 0 ? [{ hold, households }] : [];
  });
