import { sampleHouseholdScorecard } from '../modules/ratings/index.ts';
import { type Client, textAt } from './client.ts';
import type { Founded } from './founding.ts';

/** What the sample scorecard asks beyond the household's file. */
const ANSWERS = {
  HAS_BAD_LOAN: false,
  JUDGMENT_DEFAULTER: false,
  HEAD_AGE: 41,
  CIRCUMSTANCES: 'NONE',
};

/** A scorecard is published data: the sample one, from today on. */
export async function publishScorecard(
  client: Client,
  { cast, today }: Founded & { today: string },
): Promise<string> {
  const published = await client.post(cast.administrator, '/v1/scorecards/publish', {
    content: sampleHouseholdScorecard,
    validFrom: today,
  });
  return textAt(published, 'scorecard');
}

/** A rating says, item by item, how it came about. */
export async function rateHousehold(
  client: Client,
  { cast }: Founded,
  customer: string,
): Promise<void> {
  const path = `/v1/customers/${customer}`;
  const rated = await client.change(cast.officer, path, 'rate', { body: { inputs: ANSWERS } });
  const query = `query ($id: ID!) {
    rating(id: $id) { grade score creditLine items { label { zh } points explanation { zh } } }
  }`;
  await client.graphql(cast.officer, query, { id: textAt(rated, 'rating') });
}
