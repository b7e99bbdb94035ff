/**
 * The way of a household through whole-village credit. Pure: facts in, a hold or nothing out. A
 * stage is reached from the one before it, and only when the fact it stands for is there.
 */
import type { CampaignHold, CampaignStage } from '../../generated/enums.ts';

/** Stages in their order; DROPPED stands beside them. */
export const way = [
  'ROSTER',
  'SCREENED',
  'VISITED',
  'FIRST_RATED',
  'SECOND_RATED',
  'DECIDED',
  'NOTICED',
  'SIGNED',
  'DRAWN',
] as const satisfies readonly CampaignStage[];

/** Stages a command may advance to. */
export type Onward = Exclude<(typeof way)[number], 'ROSTER'>;

/** What is on record of a household today. */
export type HouseholdFacts = {
  readonly stage: CampaignStage;
  readonly active: boolean;
  readonly screening: 'NONE' | 'WHITE' | 'GREY' | 'BLACK';
  /** Met in person; a call is no visit. */
  readonly visited: boolean;
  /** A rating was made and not declined. */
  readonly rated: boolean;
  /** One counts today. */
  readonly ratingInForce: boolean;
  readonly ratedBy: string | null;
  /** Who let the rating pass its second look. */
  readonly reviewedBy: string | null;
  readonly noticed: boolean;
  readonly lineInForce: boolean;
  readonly drawn: boolean;
};

/** The stage a household has to stand at to reach another. */
export const stageBefore = (to: Onward): CampaignStage => way[way.indexOf(to) - 1] ?? 'ROSTER';

/** Why this person cannot take the household to a stage now; undefined when nothing holds it. */
export function holdOf(
  facts: HouseholdFacts,
  to: Onward,
  personId: string,
): CampaignHold | undefined {
  if (facts.stage !== stageBefore(to)) return 'NOT_AT_STAGE';
  if (!facts.active) return 'FILE_CLOSED';
  if (to !== 'SCREENED' && facts.screening === 'BLACK') return 'BLACKLISTED';
  return missing(facts, to) ?? ownWork(facts, to, personId);
}

function missing(facts: HouseholdFacts, to: Onward): CampaignHold | undefined {
  switch (to) {
    case 'SCREENED':
      return facts.screening === 'NONE' ? 'NOT_SCREENED' : undefined;
    case 'VISITED':
      return facts.visited ? undefined : 'NOT_VISITED';
    case 'FIRST_RATED':
      return facts.rated ? undefined : 'NOT_RATED';
    case 'SECOND_RATED':
    case 'DECIDED':
      return facts.ratingInForce ? undefined : 'NOT_RATED';
    case 'NOTICED':
      return facts.noticed ? undefined : 'NOT_NOTICED';
    case 'SIGNED':
      return facts.lineInForce ? undefined : 'NO_LINE';
    case 'DRAWN':
      return facts.drawn ? undefined : 'NOT_DRAWN';
  }
}

/** First rating, second rating and the branch's decision are three people's. */
function ownWork(facts: HouseholdFacts, to: Onward, personId: string): CampaignHold | undefined {
  const judges = to === 'SECOND_RATED' || to === 'DECIDED';
  if (judges && facts.ratedBy === personId) return 'OWN_RATING';
  if (to !== 'DECIDED') return undefined;
  if (facts.reviewedBy === personId) return 'OWN_REVIEW';
  // Rated anew by whoever took the second look: nobody has looked at that rating but its rater.
  if (facts.reviewedBy !== null && facts.reviewedBy === facts.ratedBy) return 'OWN_RATING';
  return undefined;
}

/** Back to a stage passed before. */
export function mayGoBack(from: CampaignStage, to: CampaignStage): boolean {
  const [here, there] = [from, to].map((stage) => way.indexOf(stage as (typeof way)[number]));
  return here !== undefined && there !== undefined && there >= 0 && there < here;
}

/** Out of the campaign; whoever has drawn stays in it. */
export const mayDrop = (from: CampaignStage): boolean => from !== 'DROPPED' && from !== 'DRAWN';

/** In again, from the start. */
export const mayReturn = (from: CampaignStage): boolean => from === 'DROPPED';
