import { test } from 'tap';
import {
  allowedActions,
  type CreditAction,
  type CreditFacts,
  creditActions,
  creditStates,
  nextState,
  refusalOf,
} from '../../../src/modules/credit-areas/workflow.ts';
import { fc } from '../../helpers/property.ts';

const ALL = new Set(['apply', 'inspect', 'name', 'review'].map((verb) => `credit-area.${verb}`));
const PEOPLE = ['ann', 'bob', 'cid', 'dan'];

type Step = { action: CreditAction; by: string; good: boolean };
const anyStep: fc.Arbitrary<Step> = fc.record({
  action: fc.constantFrom(...creditActions),
  by: fc.constantFrom(...PEOPLE),
  good: fc.boolean(),
});

const start: CreditFacts = {
  state: 'APPLIED',
  appliedBy: 'ann',
  inspectors: [],
  qualified: null,
  figuresFresh: true,
  inspectionPassed: null,
  noticeStood: true,
  lapsed: false,
};

/** What taking a step makes of the facts. */
function take(facts: CreditFacts, { action, by, good }: Step): CreditFacts {
  const state = nextState(facts.state, action) ?? facts.state;
  if (action === 'self-check') {
    return { ...facts, state, qualified: good, inspectors: [], inspectionPassed: null };
  }
  if (action === 'inspect') {
    const second = PEOPLE.find((each) => each !== by && each !== facts.appliedBy) ?? '';
    return { ...facts, state, inspectors: [by, second], inspectionPassed: good };
  }
  return { ...facts, state };
}

test('whoever tries what in whatever order: named only on met criteria, by three parties', async () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      let facts = start;
      for (const step of steps) {
        const actor = { personId: step.by, permissions: ALL };
        if (refusalOf(facts, step.action, actor)) continue;
        if (step.action === 'name') {
          const different = new Set([facts.appliedBy, ...facts.inspectors, step.by]);
          if (facts.qualified !== true || facts.inspectionPassed !== true) return false;
          if (different.size !== 4) return false;
        }
        facts = take(facts, step);
      }
      return true;
    }),
  );
});

test('what is over stays over', async (t) => {
  for (const state of ['REFUSED', 'RETRACTED', 'WITHDRAWN'] as const) {
    for (const action of creditActions) t.equal(nextState(state, action), undefined);
  }
  t.equal(creditStates.length, 7);
});

test('what is allowed is what is not refused', async () => {
  const anyFacts = fc.record({
    state: fc.constantFrom(...creditStates),
    appliedBy: fc.constantFrom(...PEOPLE),
    inspectors: fc.subarray(PEOPLE, { maxLength: 2 }),
    qualified: fc.constantFrom(true, false, null),
    figuresFresh: fc.boolean(),
    inspectionPassed: fc.constantFrom(true, false, null),
    noticeStood: fc.boolean(),
    lapsed: fc.boolean(),
  });
  fc.assert(
    fc.property(anyFacts, fc.constantFrom(...PEOPLE), fc.subarray([...ALL]), (facts, by, has) => {
      const actor = { personId: by, permissions: new Set(has) };
      return allowedActions(facts, actor).every(
        ({ action, allowed, reason }) =>
          allowed === !refusalOf(facts, action, actor) && allowed === (reason === null),
      );
    }),
  );
});

test('reasons', async (t) => {
  const ready: CreditFacts = {
    ...start,
    state: 'INSPECTED',
    inspectors: ['bob', 'cid'],
    qualified: true,
    inspectionPassed: true,
  };
  const named: CreditFacts = { ...ready, state: 'NAMED' };
  const table: [CreditFacts, CreditAction, string, string | undefined][] = [
    [start, 'name', 'dan', 'credit-area.illegal_transition'],
    [start, 'inspect', 'dan', 'credit-area.illegal_transition'],
    [
      { ...start, state: 'SELF_CHECKED', qualified: false },
      'inspect',
      'dan',
      'credit-area.criteria_not_met',
    ],
    [
      { ...start, state: 'SELF_CHECKED', qualified: true },
      'inspect',
      'ann',
      'credit-area.separation_of_duties',
    ],
    [{ ...start, state: 'SELF_CHECKED', qualified: true }, 'inspect', 'dan', undefined],
    [ready, 'name', 'dan', undefined],
    [ready, 'name', 'ann', 'credit-area.separation_of_duties'],
    [ready, 'name', 'bob', 'credit-area.separation_of_duties'],
    [ready, 'refuse', 'cid', 'credit-area.separation_of_duties'],
    [{ ...ready, inspectionPassed: false }, 'name', 'dan', 'credit-area.inspection_failed'],
    [{ ...ready, figuresFresh: false }, 'name', 'dan', 'credit-area.figures_stale'],
    [{ ...ready, qualified: false }, 'name', 'dan', 'credit-area.criteria_not_met'],
    [named, 'review', 'dan', undefined],
    [named, 'review', 'ann', 'credit-area.separation_of_duties'],
    [{ ...named, lapsed: true }, 'review', 'dan', 'credit-area.lapsed'],
    [named, 'withdraw', 'dan', undefined],
    [named, 'retract', 'ann', 'credit-area.illegal_transition'],
  ];
  for (const [facts, action, personId, code] of table) {
    const refusal = refusalOf(facts, action, { personId, permissions: ALL });
    t.equal(refusal?.code, code, `${facts.state} ${action} ${personId}`);
  }
  const none = { personId: 'dan', permissions: new Set<string>() };
  t.equal(refusalOf(ready, 'name', none)?.code, 'credit-area.permission_required');
});
