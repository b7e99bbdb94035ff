import type { VotersSeat } from '../../../src/modules/credit-authority/deliberation.ts';
import type { AuthorityLevel, Deliberation } from '../../../src/modules/credit-authority/index.ts';
import {
  type LoanActor,
  type LoanFacts,
  loanActions,
} from '../../../src/modules/loans/workflow.ts';

export const everything = new Set(loanActions.map((action) => `loan.${action}`));
export const seat = (more: Partial<VotersSeat>): VotersSeat => ({
  personId: 'x',
  roles: [],
  limitFen: 0n,
  delegationId: null,
  standing: 'FREE',
  ...more,
});
export const actorOf = (personId: string, limitFen = 10_000_000n): LoanActor => ({
  personId,
  permissions: everything,
  tie: null,
  seats: [seat({ personId, limitFen })],
});

/** One person decides, within the own limit. */
export const single: AuthorityLevel = {
  code: 'ONE',
  name: { en: 'One', zh: '单人' },
  roles: [],
  seats: 1,
  votesFor: 1,
  quorum: 1,
  vetoRoles: [],
  withinOwnLimit: true,
};
export const before = (
  level: AuthorityLevel | null,
  more: Partial<Deliberation> = {},
): Deliberation => ({
  level,
  last: true,
  ballots: [],
  voted: new Set(),
  ...more,
});

export const loanOf = (changes: Partial<LoanFacts> = {}): LoanFacts => ({
  state: 'DRAFT',
  amountFen: 5_000_000n,
  createdBy: 'creator',
  broughtBy: [],
  investigators: [],
  reviewedBy: null,
  approvedBy: null,
  decidedBy: [],
  deliberation: before(single),
  cost: null,
  drawing: null,
  drawingBy: null,
  revolving: false,
  outstandingFen: 0n,
  writtenOffOn: null,
  ...changes,
});

export const both = ['first', 'second'];
export const reviewed = loanOf({ state: 'REVIEWED', investigators: both, reviewedBy: 'reviewer' });
export const approved = { ...reviewed, state: 'APPROVED' as const, approvedBy: 'approver' };
export const signed = { ...approved, state: 'SIGNED' as const, cost: 'CONFIRMED' as const };
export const requested = { ...signed, drawing: 'REQUESTED' as const, drawingBy: 'officer' };
export const checked = { ...requested, drawing: 'CHECKED' as const };
