import { WebhookFailure } from '../../generated/enums.ts';
import {
  count,
  digits,
  type FactData,
  flag,
  oneOf,
  word,
  words,
} from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'webhook-delivery.purged': { before: word, purged: count },
  'webhook-endpoint.disabled': { reason: oneOf(WebhookFailure) },
  'webhook-endpoint.paused': {},
  'webhook-endpoint.registered': { acts: words, after: digits },
  'webhook-endpoint.removed': { dropped: count },
  'webhook-endpoint.replayed': { after: digits },
  'webhook-endpoint.resumed': {},
  'webhook-endpoint.revised': { acts: words, moved: flag },
  'webhook-endpoint.secret-revealed': {},
  'webhook-endpoint.secret-rotated': { overlapHours: count },
};
