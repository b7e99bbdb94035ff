import type { Module } from '../../kernel/module.ts';
import { classifyLoanAsOf } from './commands/classify.ts';
import { liftGround, recordGround } from './commands/ground.ts';
import { approveClass, determineClass, proposeClass, rejectClass } from './commands/review.ts';
import { approveRound, determineRound, openRound, rejectRound } from './commands/round.ts';
import './errors.ts';
import './follow.ts';
import './personal-data.ts';
import { factData } from './fact-data.ts';
import { classificationExtensions, classificationNouns } from './queries.ts';
import { classificationReads } from './reads.ts';

export {
  type Classes,
  classColumns,
  classesByStandings,
  classificationColumns,
} from './plain-life.ts';
export { emitChanges, reclassify } from './reclassify.ts';
export { classificationRulesOn } from './rule-sets.ts';

/** The five-category class of every loan on every day, and the people who confirm it. */
export const classification: Module = {
  name: 'classification',
  factData,
  nouns: classificationNouns,
  extends: classificationExtensions,
  commands: [
    classifyLoanAsOf,
    recordGround,
    liftGround,
    proposeClass,
    determineClass,
    approveClass,
    rejectClass,
    openRound,
    determineRound,
    approveRound,
    rejectRound,
  ],
  reads: classificationReads,
};
