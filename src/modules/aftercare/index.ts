import type { Module } from '../../kernel/module.ts';
import './change-errors.ts';
import { changeNouns } from './change-queries.ts';
import './check-errors.ts';
import './collection-errors.ts';
import { actOnCase } from './commands/act.ts';
import { cancelCheck, openCheck } from './commands/checks.ts';
import { consentToChange } from './commands/consent-to-change.ts';
import { endCourt, handToCourt } from './commands/court.ts';
import {
  approveChange,
  rejectChange,
  voteOnChange,
  withdrawChange,
} from './commands/decide-change.ts';
import { assignManager, findLiability } from './commands/duties.ts';
import { escalateChanges, escalateChangesDaily } from './commands/escalate-changes.ts';
import { planChecks, planChecksDaily } from './commands/plan-checks.ts';
import { planCollection, planCollectionDaily } from './commands/plan-collection.ts';
import { proposeChange } from './commands/propose-change.ts';
import { recordCheck } from './commands/record-check.ts';
import { applyDecree, applyDecreesDaily, endDecree, registerDecree } from './commands/relief.ts';
import { payFromGuarantee, recoverLoan } from './commands/report.ts';
import './duty-errors.ts';
import { changeDecisionNouns } from './decision-queries.ts';
import { dutyReads } from './duty-reads.ts';
import './follow.ts';
import './personal-data.ts';
import { aftercareNouns } from './queries.ts';
import { allowedReads } from './reads.ts';
import './relief-errors.ts';
import './screening-grounds.ts';
import './work.ts';
import { factData } from './fact-data.ts';

/** What a bank does with a loan after it was paid out, until it is repaid or lost. */
export const aftercare: Module = {
  name: 'aftercare',
  factData,
  nouns: [...aftercareNouns, ...changeNouns, ...changeDecisionNouns],
  commands: [
    openCheck,
    cancelCheck,
    recordCheck,
    planChecks,
    actOnCase,
    handToCourt,
    endCourt,
    planCollection,
    proposeChange,
    consentToChange,
    approveChange,
    voteOnChange,
    rejectChange,
    withdrawChange,
    escalateChanges,
    payFromGuarantee,
    recoverLoan,
    registerDecree,
    endDecree,
    applyDecree,
    assignManager,
    findLiability,
  ],
  reads: [...allowedReads, ...dutyReads],
  jobs: [applyDecreesDaily, escalateChangesDaily, planChecksDaily, planCollectionDaily],
};
