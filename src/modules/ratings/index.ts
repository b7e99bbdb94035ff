import type { Module } from '../../kernel/module.ts';
import { adjustRating } from './commands/adjust.ts';
import { decideRating } from './commands/decide.ts';
import { discardScorecard, draftScorecard, reviseScorecard } from './commands/draft.ts';
import { publishScorecard } from './commands/publish.ts';
import { rateCustomer } from './commands/rate.ts';
import { rateMany } from './commands/rate-many.ts';
import './errors.ts';
import './personal-data.ts';
import { ratingNouns } from './queries.ts';
import { ratingReads } from './reads.ts';
import './review-due.ts';
import { scorecardFormat } from './scorecard.ts';

export {
  type PanelFinding,
  type PanelProvider,
  type PanelQuestion,
  panelQuestions,
  registerPanelProvider,
} from './panel-providers.ts';
export { type Evaluation, evaluate, validateScorecard } from './rules.ts';
export { sampleHouseholdScorecard, sampleMerchantScorecard } from './sample-scorecards.ts';
export { parseScorecard, type Scorecard } from './scorecard.ts';
export { expiryOf } from './validity.ts';

/** Scorecards as data, and the ratings made by them with everything they were computed from. */
export const ratings: Module = {
  name: 'ratings',
  nouns: ratingNouns,
  commands: [
    draftScorecard,
    reviseScorecard,
    discardScorecard,
    publishScorecard,
    rateCustomer,
    rateMany,
    decideRating,
    adjustRating,
  ],
  reads: ratingReads,
  formats: [scorecardFormat],
};
