import {
  CustomerCloseReason,
  CustomerKind,
  CustomerMoveSide,
  IdNumberType,
  PersonalField,
  Relationship,
} from '../../generated/enums.ts';
import {
  count,
  day,
  type FactData,
  flag,
  group,
  list,
  oneOf,
  word,
  words,
} from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'customer-move.declined': {},
  'customer-move.lapsed': { lapsed: count },
  'customer-move.proposed': {
    side: oneOf(CustomerMoveSide),
    from: word,
    to: word,
    expiresOn: day,
    openWork: list(group({ kind: word, count })),
  },
  'customer-move.withdrawn': {},
  'customer.closed': { closeReason: oneOf(CustomerCloseReason), members: count },
  'customer.head-changed': { formerHeadStays: flag, completeness: count },
  'customer.many-registered': { given: count, refused: count },
  'customer.member-added': { relationship: oneOf(Relationship), completeness: count },
  'customer.member-identified': { idType: oneOf(IdNumberType), completeness: count },
  'customer.member-left': { completeness: count },
  'customer.moved': { from: word, to: word, fromGrid: word.nullable(), toGrid: word.nullable() },
  'customer.reclassified': {
    from: oneOf(CustomerKind),
    to: oneOf(CustomerKind),
    completeness: count,
  },
  'customer.registered': {
    code: word,
    kind: oneOf(CustomerKind),
    areaCode: word,
    territoryCode: word,
    members: count,
    completeness: count,
  },
  'customer.revealed': { fields: list(oneOf(PersonalField)), members: count },
  'customer.revised': { fields: words, completeness: count },
  'customer.searched': { by: word, found: count },
  'customer.split': { members: count },
};
