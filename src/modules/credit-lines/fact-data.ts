import { CreditLineTrigger } from '../../generated/enums.ts';
import { day, type FactData, fen, oneOf, word, words } from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'credit-line.closed': {},
  'credit-line.granted': { amountFen: fen, grade: word, products: words, validTo: day, rule: word },
  'credit-line.reduced': { fromFen: fen, toFen: fen },
  'credit-line.resumed': {},
  'credit-line.reviewed': { fromFen: fen, toFen: fen, grade: word, reviewDueOn: day },
  'credit-line.suspended': { trigger: oneOf(CreditLineTrigger) },
};
