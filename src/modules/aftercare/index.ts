import type { Module } from '../../kernel/module.ts';
import './check-errors.ts';
import './collection-errors.ts';
import { actOnCase } from './commands/act.ts';
import { cancelCheck, openCheck } from './commands/checks.ts';
import { endCourt, handToCourt } from './commands/court.ts';
import { planChecks, planChecksDaily } from './commands/plan-checks.ts';
import { planCollection, planCollectionDaily } from './commands/plan-collection.ts';
import { recordCheck } from './commands/record-check.ts';
import './follow.ts';
import './personal-data.ts';
import { aftercareNouns } from './queries.ts';
import './work.ts';

/** What a bank does with a loan after it was paid out, until it is repaid or lost. */
export const aftercare: Module = {
  name: 'aftercare',
  nouns: aftercareNouns,
  commands: [
    openCheck,
    cancelCheck,
    recordCheck,
    planChecks,
    actOnCase,
    handToCourt,
    endCourt,
    planCollection,
  ],
  reads: [],
  jobs: [planChecksDaily, planCollectionDaily],
};
