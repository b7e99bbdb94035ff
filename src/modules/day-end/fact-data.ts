import { count, day, type FactData, word } from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'customer.doubted': { asked: count },
  'day-end.advanced': { step: word.nullable(), closes: day, opens: day },
  'day-end.begun': { closes: day, opens: day },
  'day-end.done': { step: word.nullable(), closes: day, opens: day },
  'day-end.loan-set-aside': { step: word, code: word },
};
