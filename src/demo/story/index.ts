import { agreeAndVisit, publishConsentText } from './calls.ts';
import { carryOut, openCampaign, rateVillage } from './campaign.ts';
import {
  nameCreditHouseholds,
  postCreditHouseholds,
  proposeCreditHouseholds,
} from './credit-village.ts';
import { openNotice } from './notice.ts';
import { hearPanel } from './panel.ts';
import { openStage, type Setting } from './stage.ts';
import { readVillage } from './village.ts';

/** How many days before the last each chapter of the story happens. */
const DAYS_AGO = {
  proposed: 50,
  text: 30,
  named: 28,
  campaign: 24,
  calls: 17,
  panel: 12,
  rating: 10,
  decision: 8,
  notice: 2,
};

/**
 * One village of the demo county in the middle of its whole-village credit campaign: households
 * agreed and called on, some heard by a panel, rated, decided, and on public notice with one objection;
 * a few credit households have been named, and the village has applied. Told through the
 * same commands its people would send, each on its day; the file around it is loaded in bulk.
 */
export async function tellStory(setting: Setting): Promise<{ households: number }> {
  const stage = openStage(setting);
  const village = await readVillage(stage);
  // A county of a few households may have none there.
  if (village.households.length === 0) return { households: 0 };
  stage.daysAgo(DAYS_AGO.proposed);
  const creditHouseholds = await proposeCreditHouseholds(stage, village);
  if (creditHouseholds.length > 0) await postCreditHouseholds(stage, village);
  stage.daysAgo(DAYS_AGO.text);
  const textId = await publishConsentText(stage, village);
  stage.daysAgo(DAYS_AGO.named);
  await nameCreditHouseholds(stage, village, creditHouseholds);
  stage.daysAgo(DAYS_AGO.campaign);
  const campaign = await openCampaign(stage, village);
  stage.daysAgo(DAYS_AGO.calls);
  await agreeAndVisit(stage, village, textId);
  await carryOut(stage, { village, campaign, to: 'VISITED' });
  stage.daysAgo(DAYS_AGO.panel);
  await hearPanel(stage, village);
  stage.daysAgo(DAYS_AGO.rating);
  await rateVillage(stage, village);
  stage.daysAgo(DAYS_AGO.decision);
  for (const to of ['FIRST_RATED', 'SECOND_RATED'] as const) {
    await carryOut(stage, { village, campaign, to });
  }
  const decide = { command: 'campaign.decide', input: { id: campaign }, reason: '支行集体审定' };
  await stage.perform(village.people.approver, decide);
  stage.daysAgo(DAYS_AGO.notice);
  await openNotice(stage, village);
  return { households: village.households.length };
}
