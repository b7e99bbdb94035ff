import type { Module } from '../../kernel/module.ts';
import { applyForStanding, selfCheck } from './commands/apply.ts';
import {
  nameStanding,
  refuseStanding,
  retractApplication,
  withdrawStanding,
} from './commands/decide.ts';
import { inspect } from './commands/inspect.ts';
import { reviewStanding } from './commands/review.ts';
import { setCriteria } from './commands/set-criteria.ts';
import './errors.ts';
import './personal-data.ts';
import { factData } from './fact-data.ts';
import { creditAreaNouns } from './queries.ts';
import { creditAreaReads } from './reads.ts';

/** Credit households, villages, towns and counties: criteria over live figures, named with a period. */
export const creditAreas: Module = {
  name: 'credit-areas',
  factData,
  nouns: creditAreaNouns,
  commands: [
    setCriteria,
    applyForStanding,
    selfCheck,
    inspect,
    nameStanding,
    refuseStanding,
    retractApplication,
    reviewStanding,
    withdrawStanding,
  ],
  reads: creditAreaReads,
};
