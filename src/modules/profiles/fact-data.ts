import { CustomerKind } from '../../generated/enums.ts';
import { count, day, type FactData, oneOf, word, words } from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'profile-form.discarded': { code: word, edition: count },
  'profile-form.drafted': { code: word, edition: count, customerKind: oneOf(CustomerKind) },
  'profile-form.published': {
    code: word,
    edition: count,
    customerKind: oneOf(CustomerKind),
    validFrom: day,
  },
  'profile-form.revised': { code: word, edition: count },
  'profile.answered': {
    edition: count,
    sections: words,
    items: words,
    cleared: words,
    dropped: words,
    completeness: count,
  },
};
