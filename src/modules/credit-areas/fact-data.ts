import { CreditAreaStatus, CreditLevel, CreditReviewOutcome } from '../../generated/enums.ts';
import {
  count,
  day,
  type FactData,
  flag,
  group,
  list,
  oneOf,
  sha256,
  word,
  words,
} from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'credit-area.applied': {
    level: oneOf(CreditLevel),
    areaCode: word,
    attestations: list(group({ code: word, evidenceSha256: sha256 })),
  },
  'credit-area.criteria-set': {
    level: oneOf(CreditLevel),
    code: word,
    validFrom: day,
    rulesSha256: sha256,
  },
  'credit-area.inspected': {
    inspection: word,
    passed: flag,
    secondInspector: word,
    inspectedOn: day,
    samples: count,
    deviating: count,
    evidence: sha256,
  },
  'credit-area.named': {
    level: oneOf(CreditLevel),
    areaCode: word,
    plaqueNumber: word,
    validFrom: day,
    validTo: day,
  },
  'credit-area.refused': { from: oneOf(CreditAreaStatus) },
  'credit-area.retracted': { from: oneOf(CreditAreaStatus) },
  'credit-area.reviewed': {
    outcome: oneOf(CreditReviewOutcome),
    criteria: word,
    qualified: flag,
    unmet: words,
    improveUntil: day.optional(),
  },
  'credit-area.self-checked': {
    figures: list(group({ criterion: word, value: word.nullable() })).optional(),
    criteria: word,
    qualified: flag,
    unmet: words,
  },
  'credit-area.withdrawn': { validTo: day },
};
