import type { Module } from '../../kernel/module.ts';
import { giveConsent, withdrawConsent } from './commands/consent.ts';
import { publishConsentText } from './commands/consent-text.ts';
import './errors.ts';
import { privacyNouns } from './queries.ts';

export {
  consentedSql,
  type Ground,
  isRestricted,
  knowContracts,
  type Recipient,
  requireConsent,
  type Use,
} from './ground.ts';

/** Personal data: what people agreed to, who was shown what, and what must stop, go or stay. */
export const privacy: Module = {
  name: 'privacy',
  nouns: privacyNouns,
  commands: [publishConsentText, giveConsent, withdrawConsent],
  reads: [],
};
