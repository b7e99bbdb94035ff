import type { Module } from '../../kernel/module.ts';
import { endCoreHousehold, markCoreHousehold } from './commands/core-households.ts';
import { correctVisit } from './commands/correct-visit.ts';
import { cancelFollowUp, completeFollowUp, openFollowUp } from './commands/follow-ups.ts';
import { recordOutworker, returnOutworker, reviseOutworker } from './commands/outworkers.ts';
import { prescreenCustomers } from './commands/prescreen.ts';
import { recordVisit } from './commands/record-visit.ts';
import {
  revealFollowUp,
  revealOutworker,
  revealScreening,
  revealVisit,
} from './commands/reveal.ts';
import { screenCustomer } from './commands/screen.ts';
import './errors.ts';
import './personal-data.ts';
import './own-dues.ts';
import { factData } from './fact-data.ts';
import { ledgerNouns } from './queries.ts';
import { ledgerReads } from './reads.ts';

export { clearedByPeople } from './cleared.ts';
export { doubtCustomers } from './doubting.ts';
export { allDues, type DueSource, dueNamed, registerDue } from './dues.ts';
export { type Ground, registerGround } from './grounds.ts';
export {
  followListing,
  type Listed,
  type ListingFollower,
  letFollow as letListingFollow,
} from './listing-followers.ts';
export { type Listing, list as listCustomer } from './screening.ts';
export { worksHere } from './visit-input.ts';

/** What officers keep of their grids: visits, promises, who is away, who stands in which list. */
export const ledgers: Module = {
  name: 'ledgers',
  factData,
  nouns: ledgerNouns,
  commands: [
    recordVisit,
    correctVisit,
    openFollowUp,
    completeFollowUp,
    cancelFollowUp,
    recordOutworker,
    reviseOutworker,
    returnOutworker,
    markCoreHousehold,
    endCoreHousehold,
    screenCustomer,
    prescreenCustomers,
    revealVisit,
    revealFollowUp,
    revealOutworker,
    revealScreening,
  ],
  reads: ledgerReads,
};
