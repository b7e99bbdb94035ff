import { KeyKind } from '../../generated/enums.ts';
import { count, type FactData, oneOf, word } from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'key.issued': { kind: oneOf(KeyKind), key: word },
  'key.rewrapped': { step: word, count },
};
