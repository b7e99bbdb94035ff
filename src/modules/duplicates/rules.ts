/** How alike two files are, by dated weights; which rows go with a file that is merged. Pure. */
import type { DuplicateReason } from '../../generated/enums.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type LikenessRuleSet = DatedRuleSet & {
  readonly weights: Readonly<Record<DuplicateReason, number>>;
  /** A pair is kept from this score on. */
  readonly from: number;
};

const likenessRuleSets: readonly LikenessRuleSet[] = [
  {
    code: 'LIKENESS_2026',
    effectiveFrom: '2000-01-01',
    effectiveTo: null,
    legalBasis: {
      en: "The software's own weights; no law sets them.",
      zh: '软件自定权重，无法定依据。',
    },
    weights: {
      ID_NUMBER: 100,
      CREDIT_CODE: 100,
      MOBILE: 40,
      ADDRESS: 40,
      NAME: 30,
      NAME_SOUND: 20,
      BUSINESS_NAME: 30,
    },
    from: 60,
  },
];

/** @throws RangeError where no rules hold on the day */
export function likenessRulesOn(date: string): LikenessRuleSet {
  const rules = ruleSetOn(likenessRuleSets, date);
  if (!rules) throw new RangeError(`no rules of likeness on ${date}`);
  return rules;
}

const MOST = 100;

/** A name that is written alike also sounds alike, and counts once. */
export function likenessOf(reasons: readonly DuplicateReason[], rules: LikenessRuleSet): number {
  const counted = reasons.filter((each) => each !== 'NAME_SOUND' || !reasons.includes('NAME'));
  const sum = counted.reduce((total, reason) => total + rules.weights[reason], 0);
  return Math.min(MOST, sum);
}

/** Tables whose rows go with the file; where one cannot stand beside the survivor's, see the value. */
export const MOVES: Readonly<Record<string, 'OR_STAYS' | 'OR_REFUSES'>> = {
  consent: 'OR_STAYS',
  core_household: 'OR_STAYS',
  credit_line: 'OR_REFUSES',
  customer_member: 'OR_STAYS',
  follow_up: 'OR_STAYS',
  interest_declaration: 'OR_STAYS',
  loan: 'OR_REFUSES',
  loan_guarantee: 'OR_STAYS',
  outworker: 'OR_STAYS',
  processing_restriction: 'OR_STAYS',
  rating: 'OR_STAYS',
  visit: 'OR_STAYS',
};

/**
 * Tables whose rows stay with the file they were made about, where the lineage leads: what it said
 * itself, what was shown of it, and procedures that ended or go on under its name.
 */
export const STAYS: ReadonlySet<string> = new Set([
  'campaign_household',
  'correction_request',
  'credit_area',
  'credit_sample',
  'customer',
  'customer_departure',
  'customer_move',
  'customer_profile',
  'disclosure',
  'duplicate_pair',
  'erasure',
  'import_row',
  'loan_change_consent',
  'notice_entry',
  'offline_edit',
  'panel_mean',
  'panel_reviewer',
  'panel_subject',
  'profile_revision',
  'screening_record',
  'sync_conflict',
]);
