import {
  CustomerKind,
  RatingAdjustmentCode,
  RatingOutcome,
  RatingStatus,
} from '../../generated/enums.ts';
import {
  count,
  day,
  decimal,
  type FactData,
  fen,
  list,
  oneOf,
  word,
} from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'rating.accepted': { outcome: oneOf(RatingOutcome), grade: word, creditLineFen: fen },
  'rating.adjusted': {
    computedGrade: word,
    from: word,
    grade: word,
    code: oneOf(RatingAdjustmentCode),
    creditLineFen: fen,
  },
  'rating.batch-rated': {
    listed: count.optional(),
    rated: count,
    awaiting: count,
    upToDate: count,
    notRated: count,
    territory: word.optional(),
    after: word.nullish(),
    next: word.nullish(),
  },
  'rating.consent-rule-set': { code: word, validFrom: day, requiredOf: list(oneOf(CustomerKind)) },
  'rating.declined': { outcome: oneOf(RatingOutcome), grade: word, creditLineFen: fen },
  'rating.rated': {
    outcome: oneOf(RatingOutcome),
    status: oneOf(RatingStatus),
    grade: word,
    score: decimal,
    creditLineFen: fen,
  },
  'scorecard.discarded': { code: word, edition: count },
  'scorecard.drafted': { code: word, edition: count, customerKind: oneOf(CustomerKind) },
  'scorecard.published': {
    validFrom: day,
    code: word,
    edition: count,
    customerKind: oneOf(CustomerKind),
  },
  'scorecard.retired': { code: word, edition: count, validTo: day },
  'scorecard.revised': { code: word, edition: count, customerKind: oneOf(CustomerKind) },
};
