import { LoanClass, LoanClassGroundCode, LoanClassReviewStatus } from '../../generated/enums.ts';
import {
  count,
  day,
  decimal,
  type FactData,
  flag,
  oneOf,
  sha256,
  word,
  words,
  yuan,
} from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'class-review.approved': { to: oneOf(LoanClass) },
  'class-review.determined': { to: oneOf(LoanClass) },
  'class-review.proposed': {
    from: oneOf(LoanClass),
    to: oneOf(LoanClass),
    abilityConfirmed: flag,
    evidence: sha256,
  },
  'class-review.rejected': { from: oneOf(LoanClassReviewStatus), to: oneOf(LoanClass) },
  'class-round.approved': { digest: sha256 },
  'class-round.determined': { digest: sha256 },
  'class-round.opened': {
    asOf: day,
    areaCode: word,
    loans: count,
    principal: yuan,
    digest: sha256,
  },
  'class-round.rejected': { digest: sha256 },
  'loan.class-ground-lifted': { code: oneOf(LoanClassGroundCode), until: day, evidence: sha256 },
  'loan.class-ground-recorded': {
    code: oneOf(LoanClassGroundCode),
    percent: decimal.optional(),
    since: day,
    evidence: sha256,
  },
  'loan.classified': {
    asOf: day,
    from: oneOf(LoanClass).nullable(),
    loanClass: oneOf(LoanClass).nullish(),
    overdueDays: count,
    ruleSet: word.nullish(),
  },
  'loan.reclassified': {
    asOf: day,
    from: oneOf(LoanClass).nullable(),
    loanClass: oneOf(LoanClass),
    reasons: words,
  },
};
