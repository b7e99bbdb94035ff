import { ExportFormat, LedgerColumn } from '../../generated/enums.ts';
import {
  count,
  digits,
  type FactData,
  list,
  oneOf,
  sha256,
  word,
} from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'export.broken': { sha256: sha256.optional(), rows: count, bytes: digits },
  'export.ended': { sha256: sha256.optional(), rows: count, bytes: digits },
  'export.opened': {
    kind: word,
    territory: word,
    columns: list(oneOf(LedgerColumn)),
    format: oneOf(ExportFormat),
    rows: count,
    leftOut: count,
    ruleSet: word,
  },
};
