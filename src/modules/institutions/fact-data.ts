import { InstitutionKind, OutletLevel, PersonKind } from '../../generated/enums.ts';
import { day, type FactData, fen, oneOf, word, words } from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'appointment.ended': { validTo: day },
  'institution.opened': { code: word, kind: oneOf(InstitutionKind) },
  'outlet.closed': {},
  'outlet.opened': { code: word, level: oneOf(OutletLevel), areaCodes: words },
  'outlet.revised': { changed: words, areaCodes: words.optional() },
  'person.appointed': {
    role: word,
    outlet: word.nullable(),
    validFrom: day,
    validTo: day.nullable(),
  },
  'person.left': {},
  'person.login-linked': { issuer: word },
  'person.login-unlinked': { issuer: word },
  'person.registered': { kind: oneOf(PersonKind) },
  'role.adopted': { code: word, added: words, declined: words },
  'role.defined': { code: word, permissions: words, approvalLimitFen: fen },
};
