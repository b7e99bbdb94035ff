import {
  CoreReason,
  FollowUpKind,
  OutworkOccupation,
  PersonalField,
  PersonStage,
  PromisedBy,
  Screening,
  ScreeningList,
  ScreeningReason,
  VisitPurpose,
  VisitResult,
  VisitSource,
  VisitWay,
} from '../../generated/enums.ts';
import {
  count,
  day,
  type FactData,
  flag,
  list,
  number,
  oneOf,
  sha256,
  word,
  words,
} from '../../kernel/journal/fact-data.ts';

/** What was opened, and how many words of it. */
const read = { fields: list(oneOf([...PersonalField, 'NOTE'])), values: count };

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'core-household.ended': { validTo: day },
  'core-household.marked': { reason: oneOf(CoreReason), validFrom: day, validTo: day.nullable() },
  'customer.prescreened': { asked: count, screened: count },
  'customer.screened': {
    from: oneOf(Screening),
    to: oneOf(ScreeningList),
    stage: oneOf(PersonStage),
    reasonCode: oneOf(ScreeningReason).nullable(),
  },
  'follow-up.cancelled': { dueOn: day, late: flag },
  'follow-up.completed': { dueOn: day, late: flag },
  'follow-up.opened': {
    kind: oneOf(FollowUpKind),
    promisedBy: oneOf(PromisedBy),
    dueOn: day,
    assignee: word,
  },
  'follow-up.revealed': read,
  'outworker.recorded': {
    areaCode: word,
    occupation: oneOf(OutworkOccupation),
    leftOn: day,
    returnOn: day.nullable(),
  },
  'outworker.returned': { returnedOn: day },
  'outworker.revealed': read,
  'outworker.revised': { fields: words },
  'screening-record.revealed': read,
  'visit.corrected': { fields: words },
  'visit.recorded': {
    way: oneOf(VisitWay),
    purpose: oneOf(VisitPurpose),
    result: oneOf(VisitResult),
    source: oneOf(VisitSource),
    visitedAt: word,
    nextOn: day.nullable(),
    secondVisitor: word.nullable(),
    distanceMetres: number.nullable(),
    farAway: flag,
    photos: list(sha256),
  },
  'visit.revealed': read,
};
