import type { Module } from '../../kernel/module.ts';
import { changeHead } from './commands/change-head.ts';
import { closeCustomer } from './commands/close.ts';
import { acceptMove, declineMove, withdrawMove } from './commands/decide-move.ts';
import { findCustomer } from './commands/find.ts';
import { identifyMember } from './commands/identify-member.ts';
import { lapseMoves, lapseMovesDaily } from './commands/lapse-moves.ts';
import { addMember, removeMember } from './commands/members.ts';
import { moveCustomer } from './commands/move.ts';
import { proposeMove, requestMove } from './commands/propose-move.ts';
import { reclassifyCustomer } from './commands/reclassify.ts';
import { registerCustomer } from './commands/register.ts';
import { registerMany } from './commands/register-many.ts';
import { revealCustomer } from './commands/reveal.ts';
import { reviseCustomer } from './commands/revise.ts';
import { splitCustomer } from './commands/split.ts';
import './errors.ts';
import './follow-grids.ts';
import './follow-moves.ts';
import './open-work.ts';
import { factData } from './fact-data.ts';
import { digestColumns } from './personal.ts';
import { customerNouns } from './queries.ts';
import { customerReads } from './reads.ts';

export {
  fieldsOf as revisedFields,
  fileInput,
  type Revision,
  reviseFile,
  revisionErrors,
} from './commands/revise.ts';
export { provideCreditTotal } from './credit-total.ts';
export {
  type CustomerKey,
  type CustomerWork,
  type CustomerWorkSource,
  customerWorkOf,
  listCustomerWork,
} from './customer-work.ts';
export {
  type FileFacts,
  type FileKeeper,
  type FileKey,
  factsOf,
  factsOfCustomer,
  fileKeeper,
  keepFiles,
} from './file-keeper.ts';
export { watchFiles } from './file-watchers.ts';
export { followHeads, type HeadChange, type HeadFollower } from './head-followers.ts';
export { type Holder, holdersOf, type SoughtNumber } from './holders.ts';
export { type HouseholdPerson, peopleOf, sameName } from './household-people.ts';
export {
  type Inclusive,
  type InclusiveAuthority,
  type InclusiveRuleSet,
  inclusiveOn,
  inclusiveRulesOn,
} from './inclusive-rules.ts';
export { type CustomerKind, isHousehold, type KindRules, kindRules, rulesOfKind } from './kinds.ts';
export { digestPurposes } from './personal.ts';
export {
  allowReading,
  checkPurpose,
  guardReading,
  type ReadField,
  type Reading,
  type ReadingGuard,
} from './reading.ts';
export { type SizeRuleSet, sizeOf, sizeRulesOn } from './size-rules.ts';
export { type CustomerRow, mustBeActive, onCustomer, saveCustomer } from './stored.ts';

/** Households with their members, merchants and organisations: who they are, where they belong, what is known. */
export const customers: Module = {
  name: 'customers',
  factData,
  nouns: customerNouns,
  commands: [
    registerCustomer,
    registerMany,
    reviseCustomer,
    reclassifyCustomer,
    closeCustomer,
    changeHead,
    splitCustomer,
    addMember,
    identifyMember,
    removeMember,
    moveCustomer,
    proposeMove,
    requestMove,
    acceptMove,
    declineMove,
    withdrawMove,
    lapseMoves,
    revealCustomer,
    findCustomer,
  ],
  reads: customerReads,
  digestColumns,
  jobs: [lapseMovesDaily],
};
