import { test } from 'tap';
import type { VotersSeat } from '../../../src/modules/credit-authority/deliberation.ts';
import type { AuthorityLevel, Deliberation } from '../../../src/modules/credit-authority/index.ts';
import {
  allowedActions,
  type LoanAction,
  type LoanActor,
  type LoanFacts,
  loanActions,
  refusalOf,
  transition,
} from '../../../src/modules/loans/workflow.ts';
import { fc } from '../../helpers/property.ts';
import {
  actorOf,
  approved,
  before,
  both,
  checked,
  loanOf,
  requested,
  reviewed,
  seat,
  single,
} from './workflow-facts.ts';

test('who may not take a step', async (t) => {
  const investigated = loanOf({ state: 'INVESTIGATED', investigators: both });
  const table: [LoanFacts, LoanAction, string, string | undefined][] = [
    [investigated, 'review', 'first', 'loan.separation_of_duties'],
    [investigated, 'review', 'second', 'loan.separation_of_duties'],
    [investigated, 'reject', 'first', 'loan.separation_of_duties'],
    [investigated, 'return', 'second', 'loan.separation_of_duties'],
    [investigated, 'review', 'reviewer', undefined],
    [reviewed, 'approve', 'creator', 'loan.separation_of_duties'],
    [reviewed, 'approve', 'first', 'loan.separation_of_duties'],
    [reviewed, 'approve', 'reviewer', 'loan.separation_of_duties'],
    [reviewed, 'reject', 'reviewer', 'loan.separation_of_duties'],
    [reviewed, 'approve', 'approver', undefined],
    [{ ...reviewed, broughtBy: ['setter'] }, 'approve', 'setter', 'loan.separation_of_duties'],
    [{ ...reviewed, broughtBy: ['setter'] }, 'reject', 'setter', 'loan.separation_of_duties'],
    [{ ...reviewed, broughtBy: ['setter'] }, 'approve', 'approver', undefined],
    [loanOf(), 'submit', 'creator', undefined],
    [loanOf(), 'submit', 'approver', 'loan.separation_of_duties'],
    [loanOf({ state: 'RETURNED' }), 'submit', 'approver', 'loan.separation_of_duties'],
    [requested, 'check', 'approver', 'loan.separation_of_duties'],
    [requested, 'check', 'officer', 'loan.separation_of_duties'],
    [requested, 'check', 'teller', undefined],
    [requested, 'cancel-drawing', 'officer', undefined],
    [checked, 'instruct', 'approver', 'loan.separation_of_duties'],
    [checked, 'instruct', 'reviewer', 'loan.separation_of_duties'],
    [checked, 'instruct', 'first', 'loan.separation_of_duties'],
    [checked, 'instruct', 'officer', 'loan.separation_of_duties'],
    [checked, 'instruct', 'teller', undefined],
    [approved, 'approve', 'creator', 'loan.illegal_transition'],
  ];
  for (const [loan, action, person, code] of table) {
    t.equal(refusalOf(loan, action, actorOf(person))?.code, code, `${action} by ${person}`);
  }
});

test('the approval limit is inclusive and binds approval only', async (t) => {
  t.equal(refusalOf(reviewed, 'approve', actorOf('approver', 5_000_000n)), undefined);
  const junior = actorOf('approver', 4_999_999n);
  t.equal(refusalOf(reviewed, 'approve', junior)?.code, 'loan.above_approval_limit');
  t.equal(refusalOf(reviewed, 'reject', junior), undefined);
});

test('below the last level an approval leaves the loan where it is', async (t) => {
  const first = { ...reviewed, deliberation: before(single, { last: false }) };
  t.strictSame(transition(first, 'approve'), { ok: true, state: 'REVIEWED' });
});

test('what a level allows', async (t) => {
  const committee: AuthorityLevel = { ...single, seats: 3, votesFor: 2, withinOwnLimit: false };
  const at = (standing: VotersSeat['standing']): LoanActor => ({
    ...actorOf('x'),
    seats: [seat({ standing })],
  });
  const board = (more: Partial<Deliberation> = {}) =>
    loanOf({ ...reviewed, deliberation: before(committee, more) });
  const alone = loanOf({ ...reviewed, deliberation: before(single) });
  const unruled = loanOf({ ...reviewed, deliberation: before(null) });
  const lent: LoanActor = {
    ...actorOf('x'),
    seats: [
      seat({ standing: 'ELSEWHERE' }),
      seat({ personId: 'boss', limitFen: 9_000_000n, delegationId: 'letter' }),
    ],
  };
  const table: [LoanFacts, LoanAction, LoanActor, string | undefined][] = [
    [board(), 'vote', at('FREE'), undefined],
    [board(), 'approve', at('FREE'), 'loan.level_votes'],
    [board(), 'reject', at('FREE'), 'loan.level_votes'],
    [board(), 'return', at('FREE'), undefined],
    [board(), 'return', at('ELSEWHERE'), 'loan.no_seat'],
    [board(), 'vote', at('ELSEWHERE'), 'loan.no_seat'],
    [board({ voted: new Set(['x']) }), 'vote', at('FREE'), 'loan.voted_already'],
    [board(), 'vote', at('KEPT'), 'loan.seat_kept'],
    [board(), 'return', at('KEPT'), undefined],
    [board(), 'vote', lent, undefined],
    [board({ voted: new Set(['boss']) }), 'vote', lent, 'loan.voted_already'],
    [board(), 'vote', { ...at('FREE'), tie: 'RELATIVE' }, 'loan.recused'],
    [alone, 'vote', actorOf('x'), 'loan.level_single'],
    [alone, 'approve', actorOf('x', 1n), 'loan.above_approval_limit'],
    [alone, 'approve', lent, undefined],
    [alone, 'reject', actorOf('x', 1n), undefined],
    [unruled, 'approve', actorOf('x'), 'loan.no_authority'],
    [unruled, 'reject', actorOf('x'), 'loan.no_authority'],
    [unruled, 'return', actorOf('x'), undefined],
  ];
  for (const [index, [loan, action, actor, code]] of table.entries()) {
    t.equal(refusalOf(loan, action, actor)?.code, code, `${index}: ${action}`);
  }
});

test('whoever is tied to the borrower keeps out of every decision', async (t) => {
  const tied: LoanActor = { ...actorOf('x'), tie: 'SAME_HOUSEHOLD' };
  const submitted = loanOf({ state: 'SUBMITTED' });
  const investigated = loanOf({ state: 'INVESTIGATED', investigators: both });
  for (const [loan, action] of [
    [submitted, 'investigate'],
    [investigated, 'review'],
    [investigated, 'reject'],
    [reviewed, 'approve'],
    [approved, 'return'],
    [requested, 'check'],
    [checked, 'instruct'],
  ] as const) {
    t.equal(refusalOf(loan, action, tied)?.code, 'loan.recused', action);
  }
  t.equal(refusalOf(submitted, 'withdraw', tied), undefined, 'and decides nothing by withdrawing');
});

test('allowed actions name every action, with the reason in both languages', async (t) => {
  const nobody = { ...actorOf('guest', 0n), permissions: new Set<string>() };
  const actions = allowedActions(reviewed, nobody);
  t.strictSame(
    actions.map(({ action }) => action),
    [...loanActions],
  );
  t.ok(actions.every(({ allowed, reason }) => !allowed && reason?.en && reason.zh));
  t.equal(
    actions.find(({ action }) => action === 'approve')?.reason?.code,
    'loan.permission_required',
  );
  t.strictSame(
    allowedActions(reviewed, actorOf('approver'))
      .filter(({ allowed }) => allowed)
      .map((a) => a.action),
    ['approve', 'return', 'reject', 'withdraw'],
  );
});

/** Carries an allowed action out the way the command does. */
function carryOut(loan: LoanFacts, action: LoanAction, person: string): LoanFacts {
  const next = transition(loan, action);
  if (!next.ok) return loan;
  const moved = { ...loan, state: next.state };
  if (action === 'investigate') return { ...moved, investigators: [...loan.investigators, person] };
  if (action === 'review') return { ...moved, reviewedBy: person };
  if (action === 'approve') return { ...moved, approvedBy: person };
  if (action === 'disclose-cost') return { ...moved, cost: 'SHOWN' };
  if (action === 'confirm-cost') return { ...moved, cost: 'CONFIRMED' };
  if (action === 'draw') return { ...moved, drawing: 'REQUESTED', drawingBy: person };
  if (action === 'check') return { ...moved, drawing: 'CHECKED' };
  if (action === 'instruct') return { ...moved, drawing: 'INSTRUCTED' };
  if (action === 'return')
    return { ...moved, investigators: [], reviewedBy: null, approvedBy: null };
  return moved;
}

test('however five people with every permission act, duties stay apart', async (t) => {
  const people = ['creator', 'b', 'c', 'd', 'e'];
  const pairs = people.flatMap((person) => loanActions.map((action) => ({ action, person })));
  const backward: readonly LoanAction[] = ['withdraw', 'reject', 'cancel-drawing'];
  const forward = pairs.filter(({ action }) => !backward.includes(action));
  let disbursed = 0;
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), (choices) => {
      let loan = loanOf();
      for (const choice of choices) {
        const current = loan;
        const open = forward.filter((pair) => {
          return !refusalOf(current, pair.action, actorOf(pair.person));
        });
        const chosen = open[choice % open.length];
        // Five people may have used up their posts; whoever asked for the money bars one more.
        if (!chosen) return true;
        loan = carryOut(loan, chosen.action, chosen.person);
        if (chosen.action !== 'instruct') continue;
        disbursed += 1;
        const posts = [...loan.investigators, loan.reviewedBy, loan.approvedBy, chosen.person];
        const apart = new Set(posts).size === 5 && posts.length === 5;
        return apart && loan.approvedBy !== 'creator' && loan.drawingBy !== chosen.person;
      }
      return true;
    }),
    { numRuns: 500 },
  );
  t.ok(disbursed > 10, `${disbursed} walks reached disbursement`);
});
