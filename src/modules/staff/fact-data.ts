import { AssignmentRole, OfficerDuty, OfficerKind, TrainingResult } from '../../generated/enums.ts';
import {
  count,
  day,
  decimal,
  type FactData,
  group,
  list,
  oneOf,
  word,
} from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'assignment.begun': { role: oneOf(AssignmentRole), validFrom: day, validTo: day.nullable() },
  'assignment.ended': { role: oneOf(AssignmentRole), validTo: day },
  'hand-over.accepted': { effectiveDate: day },
  'hand-over.declined': {},
  'hand-over.proposed': { effectiveDate: day, openWork: list(group({ kind: word, count })) },
  'hand-over.withdrawn': {},
  'leave.ended': { validTo: day },
  'leave.taken': { validFrom: day, validTo: day.nullable() },
  'officer.enlisted': { kind: oneOf(OfficerKind), duties: list(oneOf(OfficerDuty)) },
  'officer.released': {},
  'officer.revised': {
    kind: oneOf(OfficerKind),
    duties: list(oneOf(OfficerDuty)),
    gridCapacity: count,
    householdCapacity: count,
  },
  'training.recorded': { heldOn: day, hours: decimal, result: oneOf(TrainingResult) },
};
