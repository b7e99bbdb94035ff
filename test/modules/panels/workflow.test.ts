import { test } from 'tap';
import {
  allowedActions,
  nextState,
  type PanelActor,
  type PanelFacts,
  panelActions,
  panelStates,
  refusalOf,
} from '../../../src/modules/panels/workflow.ts';
import { fc } from '../../helpers/property.ts';

const PERMISSIONS = ['panel.score', 'panel.record', 'panel.recuse', 'panel.manage'];

const anyFacts: fc.Arbitrary<PanelFacts> = fc.record({
  state: fc.constantFrom(...panelStates),
  turn: fc.constantFrom(1, 2),
  hasSecond: fc.boolean(),
});
const anyActor: fc.Arbitrary<PanelActor> = fc
  .record({
    permissions: fc.subarray(PERMISSIONS).map((list) => new Set(list)),
    overVillage: fc.boolean(),
    inVillage: fc.boolean(),
    sits: fc.boolean(),
    drawn: fc.boolean(),
  })
  .map((actor) => ({
    ...actor,
    inVillage: actor.inVillage || actor.overVillage,
    drawn: actor.drawn || actor.sits,
  }));

test('a panel that is over stays as it is, whatever is tried', async () => {
  const trials = fc.array(fc.constantFrom(...panelActions), { maxLength: 20 });
  fc.assert(
    fc.property(trials, (tried) => {
      let state: (typeof panelStates)[number] = 'OPEN';
      let over = false;
      for (const action of tried) {
        const next = nextState(state, action);
        if (over && next !== undefined && next !== state) return false;
        state = next ?? state;
        over ||= state !== 'OPEN';
      }
      return true;
    }),
  );
});

test('what is allowed is what is not refused, and every refusal says why', async () => {
  fc.assert(
    fc.property(anyFacts, anyActor, (facts, actor) =>
      allowedActions(facts, actor).every(({ action, allowed, reason }) => {
        const refusal = refusalOf(facts, action, actor);
        return allowed === (refusal === undefined) && (allowed || (reason?.zh.length ?? 0) > 0);
      }),
    ),
  );
});

test('nobody who was drawn records for others, nobody reviews without a seat', async () => {
  fc.assert(
    fc.property(anyFacts, anyActor, (facts, actor) => {
      const may = (action: (typeof panelActions)[number]) => !refusalOf(facts, action, actor);
      return !(may('record-ballot') && actor.drawn) && !(may('score') && !actor.sits);
    }),
  );
});

test('reasons', async (t) => {
  const open: PanelFacts = { state: 'OPEN', turn: 1, hasSecond: false };
  const closed: PanelFacts = { ...open, state: 'CLOSED' };
  const manager: PanelActor = {
    permissions: new Set(PERMISSIONS),
    overVillage: true,
    inVillage: true,
    sits: false,
    drawn: false,
  };
  const officer = { ...manager, overVillage: false };
  const stranger = { ...officer, inVillage: false };
  const member = { ...stranger, sits: true, drawn: true };
  const nobody = { ...manager, permissions: new Set<string>() };
  const table = [
    [open, 'close', manager, undefined],
    [open, 'close', officer, 'panel.out_of_territory'],
    [open, 'record-ballot', officer, undefined],
    [open, 'record-ballot', stranger, 'panel.out_of_territory'],
    [open, 'record-ballot', member, 'panel.member_may_not_record'],
    [open, 'score', member, undefined],
    [open, 'score', { ...member, sits: false }, 'panel.not_a_member'],
    [open, 'recuse', member, undefined],
    [open, 'recuse', stranger, 'panel.out_of_territory'],
    [open, 'cancel', nobody, 'panel.permission_required'],
    [closed, 'close', manager, 'panel.over'],
    [closed, 'score', member, 'panel.over'],
    [{ ...open, state: 'CANCELLED' }, 'record-ballot', officer, 'panel.over'],
    [open, 'open-second', manager, 'panel.not_closed'],
    [closed, 'open-second', manager, undefined],
    [{ ...closed, hasSecond: true }, 'open-second', manager, 'panel.second_opened'],
    [{ ...closed, turn: 2 }, 'open-second', manager, 'panel.second_opened'],
  ] as const;
  for (const [facts, action, actor, code] of table) {
    t.equal(refusalOf(facts, action, actor)?.code, code, `${action} ${facts.state}`);
  }
});
