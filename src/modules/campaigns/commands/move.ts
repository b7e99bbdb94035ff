import { z } from 'zod';
import { CampaignStage } from '../../../generated/enums.ts';
import { type Context, command, type Emit } from '../../../kernel/commands/command.ts';
import { enumeration, id, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { globalId } from '../../../kernel/ids.ts';
import {
  type CampaignRow,
  type Household,
  lockHouseholds,
  moveHouseholds,
  mustRun,
  onCampaign,
} from '../stored.ts';
import { mayDrop, mayGoBack, mayReturn } from '../workflow.ts';

const MOST_NAMED = 500;
const MOST_SHOWN = 20;

const householdIds = () => z.array(id('CampaignHousehold')).min(1).max(MOST_NAMED);
const result = z.object({ campaign: ref('Campaign'), moved: z.number().int() });
const errors = ['campaign.closed', 'campaign.move_illegal', 'campaign.household_unknown'];

export const sendBack = command({
  name: 'campaign.send-back',
  permission: 'campaign.manage',
  scope: 'references',
  title: { en: 'Send households back', zh: '退回环节' },
  description: {
    en: 'To a stage they passed before, with the reason; all or none.',
    zh: '退回到已经过的环节并说明原因；全部退回或均不变更。',
  },
  on: onCampaign,
  input: z.object({
    to: enumeration('CampaignStage', CampaignStage),
    householdIds: householdIds(),
  }),
  result,
  acts: ['campaign-household.sent-back'],
  reasonRequired: true,
  errors,
  handler: (tx, { to, householdIds: ids }, context) =>
    moveNamed(tx, context, {
      ids,
      stage: to,
      allowed: (from) => mayGoBack(from, to),
      act: 'campaign-household.sent-back',
    }),
});

export const dropHouseholds = command({
  name: 'campaign.drop',
  permission: 'campaign.manage',
  scope: 'references',
  title: { en: 'Drop households', zh: '退出活动' },
  description: {
    en: 'Out of the campaign, with the reason; whoever has drawn stays.',
    zh: '移出活动并说明原因；已用信的不得移出。',
  },
  on: onCampaign,
  input: z.object({ householdIds: householdIds() }),
  result,
  acts: ['campaign-household.dropped'],
  reasonRequired: true,
  errors,
  handler: (tx, { householdIds: ids }, context) =>
    moveNamed(tx, context, {
      ids,
      stage: 'DROPPED',
      allowed: mayDrop,
      act: 'campaign-household.dropped',
    }),
});

export const returnHouseholds = command({
  name: 'campaign.return',
  permission: 'campaign.manage',
  scope: 'references',
  title: { en: 'Take households in again', zh: '重新列入' },
  description: {
    en: 'Those dropped begin again at the roster.',
    zh: '已退出的农户自花名册环节重新开始。',
  },
  on: onCampaign,
  input: z.object({ householdIds: householdIds() }),
  result,
  acts: ['campaign-household.returned'],
  reasonRequired: true,
  errors,
  handler: (tx, { householdIds: ids }, context) =>
    moveNamed(tx, context, {
      ids,
      stage: 'ROSTER',
      allowed: mayReturn,
      act: 'campaign-household.returned',
    }),
});

type Named = {
  ids: readonly string[];
  stage: CampaignStage;
  allowed: (from: CampaignStage) => boolean;
  act: string;
};
type Moving = Pick<Context<CampaignRow>, 'actor' | 'target' | 'today' | 'reason'> & { emit: Emit };

async function moveNamed(tx: Tx, context: Moving, { ids, stage, allowed, act }: Named) {
  const { actor, emit, target: campaign, today, reason } = context;
  mustRun(actor, campaign);
  const households = await lockHouseholds(tx, { actor, campaign, today, which: { ids } });
  const held = households.filter(({ stage: from }) => !allowed(from));
  if (held.length > 0) throw illegal(held);
  const by = { today, personId: actor.personId, reason };
  await moveHouseholds(tx, emit, { act, campaign, households, stage, ...by });
  return { campaign: campaign.id, moved: households.length };
}

function illegal(held: readonly Household[]) {
  const households = held
    .slice(0, MOST_SHOWN)
    .map(({ id: key, stage }) => ({ id: globalId('CampaignHousehold', key), stage }));
  const details = { count: held.length, households };
  return refuse('campaign.move_illegal', { path: ['householdIds'], details });
}
