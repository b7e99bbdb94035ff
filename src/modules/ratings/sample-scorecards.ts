/**
 * The sample scorecards of this project, one for each kind of customer. They show what a card can
 * say; their points, grades and amounts are invented and are no bank's policy. A bank writes,
 * simulates and publishes its own.
 */
import type { CustomerKind } from '../../generated/enums.ts';
import { enterpriseDraft } from './sample-enterprise.ts';
import { farmDraft } from './sample-farm.ts';
import { householdDraft } from './sample-household.ts';
import { merchantDraft } from './sample-merchant.ts';
import { PEOPLE, words } from './sample-parts.ts';
import { type Scorecard, type ScorecardDraft, scorecardSchema } from './scorecard.ts';

const HOUSEHOLDS = words('households', '户');

const drafts: Readonly<Record<CustomerKind, ScorecardDraft>> = {
  HOUSEHOLD: householdDraft,
  FAMILY_FARM: farmDraft({
    kind: 'FAMILY_FARM',
    label: words('family farms', '家庭农场'),
    goodSize: 50n,
  }),
  LARGE_GROWER: farmDraft({
    kind: 'LARGE_GROWER',
    label: words('large growers', '种养大户'),
    goodSize: 80n,
  }),
  MERCHANT: merchantDraft,
  SMALL_ENTERPRISE: enterpriseDraft({
    kind: 'SMALL_ENTERPRISE',
    label: words('small enterprises', '小微企业'),
    reach: {
      code: 'INSURED_STAFF',
      label: words('Staff with social insurance', '参保职工人数'),
      unit: PEOPLE,
      half: '5',
      full: '20',
    },
    share: '0.2',
    cap: 300n,
  }),
  COOPERATIVE: enterpriseDraft({
    kind: 'COOPERATIVE',
    label: words('cooperatives', '农民专业合作社'),
    reach: {
      code: 'MEMBER_HOUSEHOLDS',
      label: words('Households that are members', '社员农户数'),
      unit: HOUSEHOLDS,
      half: '20',
      full: '60',
    },
    share: '0.25',
    cap: 200n,
  }),
  LEADING_ENTERPRISE: enterpriseDraft({
    kind: 'LEADING_ENTERPRISE',
    label: words('leading enterprises', '农业龙头企业'),
    reach: {
      code: 'LINKED_HOUSEHOLDS',
      label: words('Households supplied or bought from', '带动农户数'),
      unit: HOUSEHOLDS,
      half: '100',
      full: '500',
    },
    share: '0.15',
    cap: 1_000n,
  }),
};

const cards = new Map<CustomerKind, Scorecard>();

/** The sample of a kind, of this project and of no bank. */
export function sampleScorecardOf(kind: CustomerKind): Scorecard {
  const known = cards.get(kind) ?? scorecardSchema.parse(drafts[kind]);
  cards.set(kind, known);
  return known;
}

export const sampleHouseholdScorecard: Scorecard = sampleScorecardOf('HOUSEHOLD');
export const sampleMerchantScorecard: Scorecard = sampleScorecardOf('MERCHANT');
