import { count, day, type FactData, word, words } from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'area.county-codes-imported': { source: word, imported: count },
  'area.imported': {
    problems: count,
    added: count,
    renamed: count,
    reclassified: count,
    unchanged: count,
    ended: count,
    source: word,
    effectiveDate: day,
  },
  'area.merged': { codes: words, into: word },
  'area.recoded': { code: word, newCode: word, recoded: count },
  'area.renamed': { code: word, name: word, effectiveDate: day },
  'area.split': { code: word, parts: words, effectiveDate: day },
};
