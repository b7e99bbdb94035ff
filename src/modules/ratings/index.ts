import type { Module } from '../../kernel/module.ts';
import { adjustRating } from './commands/adjust.ts';
import { decideRating } from './commands/decide.ts';
import { discardScorecard, draftScorecard, reviseScorecard } from './commands/draft.ts';
import { publishScorecard } from './commands/publish.ts';
import { rateCustomer } from './commands/rate.ts';
import { rateListed } from './commands/rate-listed.ts';
import { rateMany } from './commands/rate-many.ts';
import { retireScorecard } from './commands/retire.ts';
import { setConsentRule } from './commands/set-consent-rule.ts';
import './errors.ts';
import './personal-data.ts';
import { ratingNouns } from './queries.ts';
import { rateCounty } from './rate-county.ts';
import { ratingReads } from './reads.ts';
import './review-due.ts';
import { factData } from './fact-data.ts';
import { scorecardFormat } from './scorecard.ts';

export { type CardInForce, cardsInForce } from './cards.ts';
export { type FactProvider, registerFactProvider } from './fact-providers.ts';
export { derivedInputs } from './file-answers.ts';
export type { KnownFact } from './known-facts.ts';
export {
  type PanelFinding,
  type PanelProvider,
  type PanelQuestion,
  panelQuestions,
  registerPanelProvider,
} from './panel-providers.ts';
export { type Evaluation, evaluate, validateScorecard } from './rules.ts';
export {
  sampleHouseholdScorecard,
  sampleMerchantScorecard,
  sampleScorecardOf,
} from './sample-scorecards.ts';
export { sampleTakenOverScorecard } from './sample-taken-over.ts';
export { parseScorecard, type Scorecard, type ScorecardInput } from './scorecard.ts';
export { expiryOf } from './validity.ts';

/** Scorecards as data, and the ratings made by them with everything they were computed from. */
export const ratings: Module = {
  name: 'ratings',
  factData,
  nouns: ratingNouns,
  commands: [
    draftScorecard,
    reviseScorecard,
    discardScorecard,
    publishScorecard,
    retireScorecard,
    rateCustomer,
    rateMany,
    rateListed,
    decideRating,
    adjustRating,
    setConsentRule,
  ],
  reads: ratingReads,
  jobs: [rateCounty],
  formats: [scorecardFormat],
};
