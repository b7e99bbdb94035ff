import type { TestApp } from '../../helpers/app.ts';
import { HEAD, openTerritory } from '../customers/households.ts';
import { agreeToRating } from '../privacy/agreements.ts';
import { HOUSEHOLD_ANSWERS, registerAnswered } from '../profiles/answered.ts';

/** What the sample scorecard for households asks beyond the file below. */
export const GIVEN = {
  HAS_BAD_LOAN: false,
  JUDGMENT_DEFAULTER: false,
  HEAD_AGE: 41,
  CIRCUMSTANCES: 'NONE',
};

export const RATING = `query ($id: ID!) { rating(id: $id) {
  id version outcome status score grade creditLine ceiling areaCode inputs validFrom validTo
  decisionReason ratedBy { code } decidedBy { code }
  scorecard { id code edition } customer { id currentRating { id } }
  items { code label { en zh } inputs rule points counted refer explanation { en zh } }
  lines { code audience amount explanation { zh } }
  findings { code kind about explanation { en zh } }
} }`;

/** A manager with a territory, and a way to put households on file that agree and can be rated. */
export async function openRatable(app: TestApp) {
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const household = async (
    given: object = { idNumber: HEAD },
    answers: object = HOUSEHOLD_ANSWERS,
  ): Promise<string> => {
    const input = {
      kind: 'HOUSEHOLD',
      name: '王家明',
      gridId: west.id,
      ...given,
    };
    const customer = await registerAnswered(manager, input, answers);
    await agreeToRating(app, customer);
    return customer;
  };
  return { manager, household };
}
