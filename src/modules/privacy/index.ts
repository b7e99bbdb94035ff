import type { Module } from '../../kernel/module.ts';
import { acknowledgeAlert, setRevealLimits } from './commands/alerts.ts';
import { giveConsent, withdrawConsent } from './commands/consent.ts';
import { publishConsentText } from './commands/consent-text.ts';
import { liftRestriction, restrictProcessing } from './commands/restrict.ts';
import './errors.ts';
import './guard-reading.ts';
import { privacyNouns } from './queries.ts';

export { type Disclosed, recordDisclosure } from './disclosures.ts';
export { consentExpirySql } from './expiry.ts';
export {
  consentedSql,
  type Ground,
  isRestricted,
  knowContracts,
  type Recipient,
  requireConsent,
  type Use,
} from './ground.ts';
export {
  followConsentWithdrawal,
  type WithdrawalFollower,
  type Withdrawn,
} from './withdrawal-followers.ts';

/** Personal data: what people agreed to, who was shown what, and what must stop, go or stay. */
export const privacy: Module = {
  name: 'privacy',
  nouns: privacyNouns,
  commands: [
    publishConsentText,
    giveConsent,
    withdrawConsent,
    restrictProcessing,
    liftRestriction,
    acknowledgeAlert,
    setRevealLimits,
  ],
  reads: [],
};
