import { NoticeKind, ObjectionGround } from '../../generated/enums.ts';
import { count, day, type FactData, flag, oneOf, word } from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'notice-entry.extended': { entries: count },
  'notice-entry.listed': { entries: count },
  'notice-entry.objected': { ground: oneOf(ObjectionGround), by: word },
  'notice-entry.removed': {},
  'notice-entry.settled': { entries: count },
  'notice-objection.dismissed': { ground: oneOf(ObjectionGround) },
  'notice-objection.revealed': {},
  'notice-objection.upheld': { ground: oneOf(ObjectionGround) },
  'notice.closed': {},
  'notice.drafted': { kind: oneOf(NoticeKind), areaCode: word },
  'notice.due-closed': {
    effective: count,
    removed: count,
    extended: count,
    waiting: count,
    closed: count,
  },
  'notice.opened': {
    rule: word,
    workingDays: count,
    closesOn: day,
    assumed: flag,
    entries: count,
    named: count,
  },
};
