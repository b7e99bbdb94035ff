import { CampaignStage } from '../../generated/enums.ts';
import { count, type FactData, oneOf, word } from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'campaign-household.advanced': { stage: oneOf(CampaignStage), households: count },
  'campaign-household.dropped': { stage: oneOf(CampaignStage), households: count },
  'campaign-household.enrolled': { stage: oneOf(CampaignStage), households: count },
  'campaign-household.returned': { stage: oneOf(CampaignStage), households: count },
  'campaign-household.sent-back': { stage: oneOf(CampaignStage), households: count },
  'campaign.advanced': {
    to: oneOf([
      'DRAWN',
      'SIGNED',
      'SCREENED',
      'VISITED',
      'FIRST_RATED',
      'SECOND_RATED',
      'DECIDED',
      'NOTICED',
    ]),
    moved: count,
    held: count,
  },
  'campaign.closed': {},
  'campaign.enrolled': { enrolled: count },
  'campaign.opened': { areaCode: word, rosterHouseholds: count },
  'campaign.roster-counted': { from: count, to: count },
};
