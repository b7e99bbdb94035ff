import type { Stage } from './stage.ts';
import type { Village } from './village.ts';

/** The village committee's roster has a few more than the bank has files of. */
const NOT_ON_FILE = 7;

/** The roster is taken in and screened by the system. */
export async function openCampaign(stage: Stage, village: Village): Promise<string> {
  const { manager } = village.people;
  const { households, areaCode, name } = village;
  const { campaign } = await stage.perform(manager, {
    command: 'campaign.open',
    input: {
      areaCode,
      name: `${name}整村授信`,
      rosterHouseholds: households.length + NOT_ON_FILE,
    },
  });
  const id = String(campaign);
  await stage.perform(manager, { command: 'campaign.enrol', input: { id } });
  const customerIds = households.map((household) => household.id);
  await stage.perform(manager, { command: 'customer.prescreen', input: { customerIds } });
  await carryOut(stage, { village, campaign: id, to: 'SCREENED' });
  return id;
}

type Carried = {
  village: Village;
  campaign: string;
  to: 'SCREENED' | 'VISITED' | 'FIRST_RATED' | 'SECOND_RATED';
};

/** Whoever is ready for the stage goes on to it; the others stay where they are. */
export async function carryOut(stage: Stage, { village, campaign, to }: Carried): Promise<void> {
  const { manager, reviewer } = village.people;
  // Nobody looks over a rating of their own.
  await stage.perform(to === 'SECOND_RATED' ? reviewer : manager, {
    command: 'campaign.advance',
    input: { id: campaign, to },
    reason: '整村授信推进',
  });
}

/** What the sample scorecard asks beyond a household's file. */
const ANSWERS = { HAS_BAD_LOAN: false, JUDGMENT_DEFAULTER: false, CIRCUMSTANCES: 'NONE' };

/** The whole village at once, by the scorecard in force. */
export async function rateVillage(stage: Stage, { people, areaCode }: Village): Promise<void> {
  await stage.perform(people.manager, {
    command: 'rating.rate-many',
    input: { areaCode, customerKind: 'HOUSEHOLD', inputs: { ...ANSWERS, HEAD_AGE: 45 } },
  });
}
