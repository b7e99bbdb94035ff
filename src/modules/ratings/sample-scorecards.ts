/**
 * Two sample scorecards of this project. They show what a card can say; their points, grades and
 * amounts are invented and are no bank's policy. A bank writes, simulates and publishes its own.
 */
import { householdDraft } from './sample-household.ts';
import { merchantDraft } from './sample-merchant.ts';
import { type Scorecard, scorecardSchema } from './scorecard.ts';

/** The sample for households, of this project and of no bank. */
export const sampleHouseholdScorecard: Scorecard = scorecardSchema.parse(householdDraft);
/** The sample for merchants, of this project and of no bank. */
export const sampleMerchantScorecard: Scorecard = scorecardSchema.parse(merchantDraft);
