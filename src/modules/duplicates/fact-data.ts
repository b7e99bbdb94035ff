import { MergedField } from '../../generated/enums.ts';
import {
  count,
  type FactData,
  list,
  number,
  oneOf,
  word,
  words,
} from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'customer.merged': {
    survivor: word,
    merged: word,
    rows: count,
    stayed: words,
    took: list(oneOf(MergedField)),
  },
  'customer.unmerged': { survivor: word, restored: word, rows: count },
  'duplicate.kept-both': { score: number },
  'duplicate.scanned': { scanned: count, found: count },
};
