import type { Module } from '../../kernel/module.ts';
import { acknowledgeAlert, setRevealLimits } from './commands/alerts.ts';
import { applyRetention, applyRetentionDaily } from './commands/apply-retention.ts';
import { giveConsent, withdrawConsent } from './commands/consent.ts';
import { publishConsentText } from './commands/consent-text.ts';
import { decideCorrection, requestCorrection } from './commands/correction.ts';
import { erasePerson } from './commands/erase.ts';
import { exportPerson } from './commands/export.ts';
import { liftRestriction, restrictProcessing } from './commands/restrict.ts';
import './errors.ts';
import './follow-heads.ts';
import './guard-reading.ts';
import './held-files.ts';
import { factData } from './fact-data.ts';
import { privacyNouns } from './queries.ts';

export { type DisclosedCounts, type DisclosedSet, discloseSet } from './disclose-set.ts';
export { type Disclosed, recordDisclosure } from './disclosures.ts';
export { consentExpirySql } from './expiry.ts';
export {
  consentedSql,
  type Ground,
  knowContracts,
  type Recipient,
  requireConsent,
  restrictionOn,
  stoppedAmong,
  type Use,
  unagreedAmong,
} from './ground.ts';
export {
  copyAlso,
  ERASED_WORDS,
  eraseAlso,
  erasedIf,
  erasedWords,
  type Held,
  heldTables,
  holdPersonalData,
  nothing,
  type PersonKey,
  type Sql,
} from './held.ts';
export { type Kept, keepRecords } from './kept.ts';
export { type Giving, recipientConsentSql } from './recipient-consent.ts';
export { keptUntil, retentionRulesOn } from './retention-rules.ts';
export { countReading } from './reveal-watch.ts';
export {
  followConsentWithdrawal,
  type WithdrawalFollower,
  type Withdrawn,
} from './withdrawal-followers.ts';

/** Personal data: what people agreed to, who was shown what, and what must stop, go or stay. */
export const privacy: Module = {
  name: 'privacy',
  factData,
  nouns: privacyNouns,
  commands: [
    publishConsentText,
    giveConsent,
    withdrawConsent,
    restrictProcessing,
    liftRestriction,
    acknowledgeAlert,
    setRevealLimits,
    exportPerson,
    requestCorrection,
    decideCorrection,
    erasePerson,
    applyRetention,
  ],
  reads: [],
  jobs: [applyRetentionDaily],
};
