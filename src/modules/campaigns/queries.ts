import {
  from,
  many,
  type Noun,
  narrow,
  one,
  oneOf,
  refersTo,
  startsWith,
} from '../../kernel/queries/noun.ts';
import { historyOf } from '../audit/index.ts';

const campaign: Noun = {
  type: 'Campaign',
  table: 'campaign',
  permission: 'campaign.read',
  // That a village is gone through is known to everybody in the bank; who takes part is not.
  scope: 'institution',
  edges: {
    openedBy: one('Person', 'opened_by'),
    households: many('CampaignHousehold', 'campaign_id'),
  },
  computed: { history: historyOf('Campaign') },
  filters: {
    status: oneOf('status', 'CampaignStatus', 'In one of these states. 状态'),
    areaPrefix: startsWith('area_code', 'Villages whose code begins so. 区划代码前缀'),
  },
  orders: { AREA: { columns: ['area_code', 'opened_on'] } },
};

const household: Noun = {
  type: 'CampaignHousehold',
  table: 'campaign_household',
  permission: 'campaign.read',
  scope: { via: 'customer' },
  edges: {
    campaign: one('Campaign', 'campaign_id'),
    customer: one('Customer', 'customer_id'),
    steps: many('CampaignStep', 'campaign_household_id'),
  },
  filters: {
    campaign: refersTo('campaign_id', 'Campaign', 'In this campaign. 活动'),
    customer: narrow(refersTo('customer_id', 'Customer', 'This household. 农户')),
    stage: oneOf('stage', 'CampaignStage', 'At one of these stages. 环节'),
  },
  orders: { STAGE: { columns: ['stage'] } },
};

const step: Noun = {
  type: 'CampaignStep',
  table: 'campaign_step',
  permission: 'campaign.read',
  scope: { via: 'household' },
  edges: {
    household: one('CampaignHousehold', 'campaign_household_id'),
    movedBy: one('Person', 'moved_by'),
  },
  filters: {
    household: narrow(
      refersTo('campaign_household_id', 'CampaignHousehold', 'Of this household. 参加户'),
    ),
    stage: oneOf('stage', 'CampaignStage', 'To one of these stages. 环节'),
    movedFrom: from('moved_on', 'Date', 'On or after this day. 日期自'),
  },
  orders: { MOVED: { columns: ['moved_on'] } },
};

export const campaignNouns = [campaign, household, step];
