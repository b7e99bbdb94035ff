import type { Module } from '../../kernel/module.ts';
import { grantDelegation, revokeDelegation } from './commands/delegate.ts';
import { declareInterest, endInterest } from './commands/interests.ts';
import { setMatrix } from './commands/set-matrix.ts';
import './errors.ts';
import './personal-data.ts';
import { factData } from './fact-data.ts';
import { creditAuthorityNouns } from './queries.ts';
import { creditAuthorityReads } from './reads.ts';

export {
  type Ballot,
  type LevelOutcome,
  outcomeOf,
  type Seat,
  type VoteChoice,
} from './ballots.ts';
export {
  type Answered,
  columnsUnder,
  type Deliberation,
  goesOn,
  type LevelAction,
  type LevelRefusal,
  levelsOf,
  pictureWith,
  rolesAt,
  seated,
  type Voter,
  type VotersSeat,
} from './deliberation.ts';
export { type Authority, authorityIn, matrixOn } from './matrix-in-force.ts';
export { type AuthorityLevel, type CreditQuestion, sampleMatrices } from './rules.ts';
export { type Deciding, rolesSeated, seatsOf } from './seats.ts';
export { tiedCustomers, tieOf } from './ties.ts';

/** Who may decide which credit and which changes of it, who stands in for whom, and who keeps out of it. */
export const creditAuthority: Module = {
  name: 'credit-authority',
  factData,
  nouns: creditAuthorityNouns,
  commands: [setMatrix, grantDelegation, revokeDelegation, declareInterest, endInterest],
  reads: creditAuthorityReads,
};
