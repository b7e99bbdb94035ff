import { SharingGrade } from '../../generated/enums.ts';
import {
  count,
  day,
  type FactData,
  oneOf,
  sha256,
  word,
  words,
} from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'data-agreement.approved': { termsSha256: sha256, signedSha256: sha256 },
  'data-agreement.drafted': {
    body: word,
    grade: oneOf(SharingGrade),
    areaCodes: words,
    acts: words,
    validFrom: day,
    validTo: day,
    code: word,
  },
  'data-agreement.ended': {},
  'data-agreement.proposed': { termsSha256: sha256 },
  'data-agreement.returned': {},
  'data-agreement.revised': {
    body: word,
    grade: oneOf(SharingGrade),
    areaCodes: words,
    acts: words,
    validFrom: day,
    validTo: day,
  },
  'data-receipt.given': { from: count, to: count, count, digest: sha256, outcome: word },
  'shared-event.delivered': { from: count, to: count, count, digest: sha256 },
  'shared-event.looked': { from: count, to: count },
};
