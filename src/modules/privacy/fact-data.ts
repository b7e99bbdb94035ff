import {
  ConsentChannel,
  CorrectionOutcome,
  DataGroup,
  ErasureGround,
  ProcessingPurpose,
  RecipientKind,
  RestrictionGround,
  RevealFinding,
} from '../../generated/enums.ts';
import {
  count,
  day,
  type FactData,
  flag,
  list,
  oneOf,
  sha256,
  word,
  words,
} from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'consent-text.published': { code: word, edition: count, bodySha256: sha256, validFrom: day },
  'consent.given': {
    purpose: oneOf(ProcessingPurpose),
    recipientKind: oneOf(RecipientKind),
    recipient: word,
    items: list(oneOf(DataGroup)),
    text: word,
    channel: oneOf(ConsentChannel),
    evidenceSha256: sha256,
    validFrom: day,
    validTo: day.nullable(),
  },
  'consent.withdrawn': {
    purpose: oneOf(ProcessingPurpose),
    channel: oneOf(ConsentChannel),
    validTo: day,
  },
  'correction-request.decided': { outcome: oneOf(CorrectionOutcome), late: flag },
  'correction-request.taken': { items: list(oneOf(DataGroup)), dueOn: day, ruleSet: word },
  'privacy.erased': {
    ground: oneOf(ErasureGround),
    keysDestroyed: count,
    keptUntil: day.nullable(),
  },
  'privacy.exported': { clear: flag, toSubject: flag, values: count, truncated: words },
  'privacy.minimised': {
    ground: oneOf(ErasureGround),
    keysDestroyed: count,
    keptUntil: day.nullable(),
  },
  'privacy.restricted': { ground: oneOf(RestrictionGround), validFrom: day },
  'privacy.restriction-lifted': { validTo: day },
  'privacy.retention-applied': {
    ruleSet: word,
    MINIMISED_FILES: count,
    CLOSED_FILES: count,
    DECIDED_REQUESTS: count,
    JOURNAL_REASONS: count,
  },
  'privacy.reveal-alert': { values: count, threshold: count, ruleSet: word },
  'privacy.reveal-limits-set': { alertAt: count, blockAt: count },
  'reveal-alert.acknowledged': { finding: oneOf(RevealFinding) },
};
