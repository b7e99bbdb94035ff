import { test } from 'tap';
import {
  type LoanAction,
  type LoanFacts,
  type LoanState,
  loanActions,
  loanStates,
  refusalOf,
  transition,
} from '../../../src/modules/loans/workflow.ts';
import { actorOf, approved, checked, loanOf, requested, signed } from './workflow-facts.ts';

/** The whole machine, written out a second time by state: everything not here is illegal. */
const legal: Record<LoanState, Partial<Record<LoanAction, LoanState>>> = {
  DRAFT: { submit: 'SUBMITTED', withdraw: 'WITHDRAWN' },
  SUBMITTED: {
    investigate: 'INVESTIGATED',
    return: 'RETURNED',
    reject: 'REJECTED',
    withdraw: 'WITHDRAWN',
  },
  RETURNED: { submit: 'SUBMITTED', withdraw: 'WITHDRAWN' },
  INVESTIGATED: {
    review: 'REVIEWED',
    return: 'RETURNED',
    reject: 'REJECTED',
    withdraw: 'WITHDRAWN',
  },
  REVIEWED: {
    approve: 'APPROVED',
    vote: 'REVIEWED',
    return: 'RETURNED',
    reject: 'REJECTED',
    withdraw: 'WITHDRAWN',
  },
  APPROVED: {
    return: 'RETURNED',
    reject: 'REJECTED',
    'disclose-cost': 'APPROVED',
    'confirm-cost': 'APPROVED',
    sign: 'SIGNED',
    withdraw: 'WITHDRAWN',
  },
  SIGNED: {
    draw: 'SIGNED',
    check: 'SIGNED',
    'cancel-drawing': 'SIGNED',
    instruct: 'DISBURSING',
    withdraw: 'WITHDRAWN',
  },
  DISBURSING: { 'ask-core': 'DISBURSING', confirm: 'ACTIVE', repay: 'DISBURSING' },
  ACTIVE: {
    draw: 'ACTIVE',
    check: 'ACTIVE',
    'cancel-drawing': 'ACTIVE',
    instruct: 'ACTIVE',
    'ask-core': 'ACTIVE',
    confirm: 'ACTIVE',
    repay: 'ACTIVE',
    settle: 'SETTLED',
  },
  SETTLED: { reopen: 'ACTIVE' },
  REJECTED: {},
  WITHDRAWN: {},
};

test('every action in every state', async (t) => {
  for (const state of loanStates) {
    for (const action of loanActions) {
      const found = transition({ state, investigators: ['first'] }, action);
      const expected = legal[state][action];
      if (expected) t.strictSame(found, { ok: true, state: expected }, `${action} in ${state}`);
      else
        t.match(
          found,
          { ok: false, refusal: { code: 'loan.illegal_transition' } },
          `${action} in ${state}`,
        );
    }
  }
});

test('two different investigators sign', async (t) => {
  const submitted = loanOf({ state: 'SUBMITTED' });
  t.strictSame(transition(submitted, 'investigate'), { ok: true, state: 'SUBMITTED' });
  const once = { ...submitted, investigators: ['first'] };
  t.match(refusalOf(once, 'investigate', actorOf('first')), { code: 'loan.separation_of_duties' });
  t.equal(refusalOf(once, 'investigate', actorOf('second')), undefined);
  t.equal(
    refusalOf(once, 'return', actorOf('first')),
    undefined,
    'an investigator may send it back',
  );
});

test('settling needs a paid loan, repaying an unpaid one', async (t) => {
  const owing = { ...approved, state: 'ACTIVE' as const, outstandingFen: 1n };
  t.equal(refusalOf(owing, 'settle', actorOf('teller'))?.code, 'loan.balance_outstanding');
  t.equal(refusalOf(owing, 'repay', actorOf('teller')), undefined);
  const paid = { ...owing, outstandingFen: 0n };
  t.equal(refusalOf(paid, 'settle', actorOf('teller')), undefined);
  t.equal(refusalOf(paid, 'repay', actorOf('teller'))?.code, 'loan.nothing_outstanding');
});

test('cost before signature, one drawing at a time, and a second one only where it revolves', async (t) => {
  const active = { ...signed, state: 'ACTIVE' as const };
  const table: [LoanFacts, LoanAction, string | undefined][] = [
    [approved, 'confirm-cost', 'loan.cost_not_shown'],
    [{ ...approved, cost: 'SHOWN' }, 'confirm-cost', undefined],
    [{ ...approved, cost: 'CONFIRMED' }, 'confirm-cost', 'loan.cost_not_shown'],
    [approved, 'sign', 'loan.cost_not_confirmed'],
    [{ ...approved, cost: 'SHOWN' }, 'sign', 'loan.cost_not_confirmed'],
    [{ ...approved, cost: 'CONFIRMED' }, 'sign', undefined],
    [signed, 'draw', undefined],
    [requested, 'draw', 'loan.drawing_under_way'],
    [requested, 'withdraw', 'loan.drawing_under_way'],
    [signed, 'withdraw', undefined],
    [signed, 'check', 'loan.no_drawing_at_this_step'],
    [requested, 'instruct', 'loan.no_drawing_at_this_step'],
    [checked, 'check', 'loan.no_drawing_at_this_step'],
    [checked, 'cancel-drawing', undefined],
    [active, 'draw', 'loan.drawn_in_full'],
    [{ ...active, revolving: true }, 'draw', undefined],
    [{ ...active, revolving: true, writtenOffOn: '2026-03-02' }, 'draw', 'loan.written_off'],
    [active, 'confirm', 'loan.no_drawing_at_this_step'],
    [{ ...active, drawing: 'UNKNOWN' }, 'confirm', undefined],
    [{ ...active, drawing: 'UNKNOWN' }, 'settle', 'loan.drawing_under_way'],
    [{ ...active, drawing: 'INSTRUCTED' }, 'cancel-drawing', 'loan.no_drawing_at_this_step'],
  ];
  for (const [loan, action, code] of table) {
    const label = `${action} in ${loan.state}, cost ${loan.cost}, drawing ${loan.drawing}`;
    t.equal(refusalOf(loan, action, actorOf('teller'))?.code, code, label);
  }
});
