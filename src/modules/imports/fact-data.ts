import { ImportKind } from '../../generated/enums.ts';
import { count, type FactData, flag, oneOf, word } from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'import.cancelled': { done: count, rows: count },
  'import.received': { kind: oneOf(ImportKind), rows: count, dryRun: flag, again: flag },
  'import.results-read': { rows: count },
  'import.rows-added': { given: count, added: count, last: flag },
  'import.rows-done': { DONE: count, REFUSED: count, WAITING: count, ON_FILE: count, first: count },
  'import.shredded': { ruleSet: word, shredded: count },
  'import.started': { kind: oneOf(ImportKind), dryRun: flag, rows: count },
};
