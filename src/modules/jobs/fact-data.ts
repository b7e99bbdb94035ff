import { count, type FactData, word } from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'idempotency.purged': { before: word, purged: count },
};
