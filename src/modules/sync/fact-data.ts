import { SyncConflictStatus } from '../../generated/enums.ts';
import { count, type FactData, oneOf, word, words } from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'customer.revised-offline': {
    held: words,
    merged: words,
    overtaken: words,
    baseVersion: count,
    device: word,
    sequence: count,
  },
  'profile.answered-offline': {
    held: words,
    merged: words,
    overtaken: words,
    baseVersion: count,
    device: word,
    sequence: count,
  },
  'sync.resolved': {
    field: word,
    status: oneOf(SyncConflictStatus),
    device: word,
    sequence: count,
  },
  'sync.revealed': { field: word },
};
