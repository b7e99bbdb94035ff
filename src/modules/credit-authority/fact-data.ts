import { InterestGround } from '../../generated/enums.ts';
import {
  count,
  day,
  type FactData,
  fen,
  oneOf,
  sha256,
  word,
} from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'authority-delegation.granted': {
    role: word,
    validFrom: day,
    validTo: day,
    limitFen: fen.nullable(),
  },
  'authority-delegation.revoked': { validTo: day },
  'authority-matrix.set': { code: word, validFrom: day, rules: count, contentSha256: sha256 },
  'interest-declaration.ended': { ground: oneOf(InterestGround) },
  'interest-declaration.made': { ground: oneOf(InterestGround) },
};
