import { test } from 'tap';
import {
  type MoveDecider,
  mayDecideMove,
  mayWithdrawMove,
} from '../../../src/modules/customers/workflow.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { CRS, codeOf, rectangle } from '../grids/territory.ts';
import { enlistPeople } from '../staff/field.ts';
import { HEAD, openTerritory, point, SPOUSE } from './households.ts';

const GIVER = 'giver';
const RECEIVER = 'receiver';
const why = { reason: '搬家' };

test('who decides a proposed move, and who takes it back', async (t) => {
  const by = (personId: string, sees: 'from' | 'to' | 'both' | 'none', manages = false) => ({
    personId,
    seesFrom: sees === 'from' || sees === 'both',
    seesTo: sees === 'to' || sees === 'both',
    manages,
  });
  const not = 'customer.move_not_yours';
  const own = 'customer.move_own_acceptance';
  const table: ['GIVER' | 'RECEIVER', MoveDecider, string | null, string | null][] = [
    ['GIVER', by('a', 'from'), own, null],
    ['GIVER', by('b', 'to'), null, not],
    ['GIVER', by('b', 'from'), not, not],
    ['GIVER', by('b', 'from', true), not, null],
    ['GIVER', by('b', 'to', true), null, not],
    ['GIVER', by('a', 'both', true), own, null],
    ['RECEIVER', by('a', 'to'), own, null],
    ['RECEIVER', by('b', 'from'), null, not],
    ['RECEIVER', by('b', 'to'), not, not],
    ['RECEIVER', by('b', 'to', true), not, null],
    ['RECEIVER', by('b', 'none', true), not, not],
  ];
  for (const [side, decider, decides, withdraws] of table) {
    const proposal = { side, proposedById: 'a' };
    const what = `${side} ${JSON.stringify(decider)}`;
    t.equal(mayDecideMove(proposal, decider), decides, what);
    t.equal(mayWithdrawMove(proposal, decider), withdraws, what);
  }
});

/** Two grids of a village, each with an officer of its own. */
async function openSides(app: TestApp) {
  const field = await openTerritory(app);
  const [giver, receiver] = await enlistPeople(app, [GIVER, RECEIVER]);
  const manager = app.as('grid.manager');
  const assign = (gridId: string, personId = '') =>
    manager.command('staff.assign', { gridId, personId, role: 'PRIMARY' });
  await assign(field.west.id, giver?.person);
  await assign(field.east.id, receiver?.person);
  return { ...field, manager };
}

const MOVES = `{ customerMoves(first: 20) { nodes {
  id version way side status reason nameMask kind customer { id nameMask } expiresOn decidedOn
  fromGrid { code } toGrid { code } proposedBy { code } decidedBy { code } decisionReason
  openWork { kind count } } } }`;

test('a customer is handed over by two sides', async (t) => {
  const app = await testApp(t);
  const { west, east, manager } = await openSides(app);
  const [giver, receiver] = [app.as(GIVER), app.as(RECEIVER)];
  const register = async (input: object = {}): Promise<string> => {
    const given = { kind: 'HOUSEHOLD', name: '欧阳建国', gridId: west.id, ...input };
    return (await giver.command('customer.register', given)).customer;
  };
  const movesSeen = async (who: typeof giver) => (await who.query(MOVES)).customerMoves.nodes;
  const sees = async (who: typeof giver, id: string): Promise<boolean> =>
    (await who.query('query ($id: ID!) { customer(id: $id) { id } }', { id })).customer !== null;
  const code = (who: typeof giver, name: string, input: Record<string, unknown>, given = why) =>
    codeOf(who, name, input, given);

  await t.test('who lets go proposes, the other side accepts', async (t) => {
    const id = await register();
    const input = { id, toGridCode: east.code };
    t.equal(await code(giver, 'customer.move', { id, gridId: west.id }), 'auth.forbidden');
    t.equal(await code(giver, 'customer.propose-move', { id }), 'customer.place_required');
    t.equal(
      await code(giver, 'customer.propose-move', { id, toGridCode: west.code }),
      'customer.moved_nowhere',
    );
    t.equal(
      await code(giver, 'customer.propose-move', { id, toGridCode: '429005999999' }),
      'customer.grid_not_in_force',
    );
    t.equal(
      await code(giver, 'customer.propose-move', input, {} as never),
      'command.reason_required',
    );
    t.equal(await code(receiver, 'customer.propose-move', input), 'object.not_found');
    const { move } = await giver.command('customer.propose-move', input, why);
    t.equal(await code(giver, 'customer.propose-move', input), 'customer.move_open');

    t.equal(await sees(receiver, id), false, 'the receiver does not see the file yet');
    const [seen] = await movesSeen(receiver);
    t.match(seen, {
      id: move,
      way: 'HAND_OVER',
      side: 'GIVER',
      status: 'PROPOSED',
      reason: '搬家',
      nameMask: '欧阳**',
      kind: 'HOUSEHOLD',
      customer: null,
      fromGrid: null,
      toGrid: { code: east.code },
      proposedBy: { code: GIVER },
      expiresOn: '2026-03-17',
      openWork: [],
    });
    t.equal(
      await code(giver, 'customer.accept-move', { id: move }),
      'customer.move_own_acceptance',
    );
    t.equal(
      await code(receiver, 'customer.withdraw-move', { id: move }),
      'customer.move_not_yours',
    );
    t.equal(
      await code(app.as('other.grid.manager'), 'customer.accept-move', { id: move }),
      'object.not_found',
    );
    await receiver.command('customer.accept-move', { id: move });
    t.same([await sees(giver, id), await sees(receiver, id)], [false, true]);
    t.match(await movesSeen(giver), [{ status: 'ACCEPTED', decidedOn: '2026-03-02' }]);
    t.equal(await code(receiver, 'customer.accept-move', { id: move }), 'customer.move_decided');
    const { customer } = await receiver.query(
      `query ($id: ID!) { customer(id: $id) { grid { code }
        moves(first: 5) { nodes { status reason proposedBy { code } decidedBy { code } } } } }`,
      { id },
    );
    t.match(customer, {
      grid: { code: east.code },
      moves: { nodes: [{ proposedBy: { code: GIVER }, decidedBy: { code: RECEIVER } }] },
    });
    const facts = await app.owner<{ fact: string }>(
      `select convert_from(leaf, 'UTF8') as fact from journal_entry
       where convert_from(leaf, 'UTF8') like $1 order by id`,
      [`%${id.replace('customer_', '')}%`],
    );
    t.match(
      facts.map(({ fact }) => JSON.parse(fact)),
      [
        { act: 'customer.registered' },
        { act: 'customer-move.proposed', data: { side: 'GIVER', expiresOn: '2026-03-17' } },
        { act: 'customer.moved', data: { from: west.code, to: east.code } },
      ],
    );
  });

  await t.test('declined and withdrawn, each with a reason and by its side', async (t) => {
    const id = await register();
    const propose = async () =>
      (await giver.command('customer.propose-move', { id, ...point(7, 1) }, why)).move;
    const first = await propose();
    t.equal(
      await code(receiver, 'customer.decline-move', { id: first }, {} as never),
      'command.reason_required',
    );
    await receiver.command('customer.decline-move', { id: first }, { reason: '仍住原址' });
    const second = await propose();
    await giver.command('customer.withdraw-move', { id: second }, { reason: '误报' });
    const third = await propose();
    await manager.command('customer.withdraw-move', { id: third }, { reason: '误报' });
    t.ok(await sees(giver, id), 'it stays where it is');
    const mine = (await movesSeen(giver)).filter(
      (move: { customer: { id: string } | null }) => move.customer?.id === id,
    );
    t.match(mine, [
      { status: 'DECLINED', decisionReason: '仍住原址' },
      { status: 'WITHDRAWN', decisionReason: '误报' },
      { status: 'WITHDRAWN', decidedBy: { code: 'grid.manager' } },
    ]);
  });

  await t.test('who asks learns nothing before it is given', async (t) => {
    const id = await register({ idNumber: HEAD, name: '诸葛亮' });
    const ask = (input: object) => ({ gridId: east.id, ...input });
    const request = 'customer.request-move';
    t.equal(await code(receiver, request, ask({})), 'customer.request_choice');
    t.equal(
      await code(receiver, request, ask({ code: 'H-1', idNumber: HEAD })),
      'customer.request_choice',
    );
    t.equal(await code(receiver, request, ask({ idNumber: SPOUSE })), 'customer.request_unknown');
    t.equal(await code(receiver, request, ask({ code: 'H-NOBODY' })), 'customer.request_unknown');
    t.equal(
      await code(receiver, request, { gridId: west.id, idNumber: HEAD }),
      'object.not_found',
      'into a grid of one’s own only',
    );
    const { move } = await receiver.command(request, ask({ idNumber: HEAD, ...point(7, 2) }), why);
    const seen = (await movesSeen(receiver)).find(({ id: each }: { id: string }) => each === move);
    t.match(seen, { side: 'RECEIVER', nameMask: null, kind: null, customer: null, fromGrid: null });
    t.equal(
      await code(receiver, 'customer.accept-move', { id: move }),
      'customer.move_own_acceptance',
    );
    await giver.command('customer.accept-move', { id: move });
    const { customer } = await receiver.query(
      'query ($id: ID!) { customer(id: $id) { nameMask longitude grid { code } } }',
      { id },
    );
    t.match(customer, { nameMask: '诸葛*', longitude: 112.67, grid: { code: east.code } });
  });

  await t.test('nobody decided in time', async (t) => {
    const id = await register();
    const { move } = await giver.command(
      'customer.propose-move',
      { id, toGridCode: east.code },
      why,
    );
    app.clock.set('2026-03-17T02:00:00Z');
    t.equal(await code(receiver, 'customer.accept-move', { id: move }), 'customer.move_expired');
    t.match(await app.as('administrator').command('customer.lapse-moves', {}), { lapsed: 1 });
    t.match(await app.as('administrator').command('customer.lapse-moves', {}), { lapsed: 0 });
    t.equal(await code(receiver, 'customer.accept-move', { id: move }), 'customer.move_decided');
    const again = { id, toGridCode: east.code };
    const { move: second } = await giver.command('customer.propose-move', again, why);
    app.clock.set('2026-04-20T02:00:00Z');
    await giver.command('customer.propose-move', again, why);
    const old = (await movesSeen(giver)).find(({ id: each }: { id: string }) => each === second);
    t.match(old, { status: 'LAPSED', decidedBy: null }, 'an expired one is in nobody’s way');
    await manager.command('customer.move', { id, gridId: east.id }, why);
    const statuses = (await movesSeen(manager)).map(({ status }: { status: string }) => status);
    t.notOk(statuses.includes('PROPOSED'), 'a direct move ends what was proposed');
    app.clock.set('2026-03-02T02:00:00Z');
  });

  await t.test('open moves go with their grids', async (t) => {
    const id = await register(point(1, 1));
    const { move } = await giver.command('customer.propose-move', { id, ...point(9, 1) }, why);
    const admin = app.as('administrator');
    const halves = [rectangle(5, 0, 7, 10), rectangle(7, 0, 10, 10)];
    const parts = halves.map((boundary) => ({ name: '组', boundary }));
    const split = await admin.command('grid.split', { id: east.id, parts, crs: CRS });
    t.ok(split);
    const open = async () =>
      (await movesSeen(manager)).find(({ id: each }: { id: string }) => each === move);
    const [, right] = await app.owner<{ code: string }>(
      `select code from grid where name = '组' order by code`,
    );
    t.match(await open(), { status: 'PROPOSED', toGrid: { code: right?.code } });
    await receiver.command('customer.accept-move', { id: move });
    t.equal((await open()).status, 'ACCEPTED', 'by whoever serves the part now');
  });

  await t.test('the database refuses a change of place without a move', async (t) => {
    const id = (await register()).replace('customer_', '');
    await t.rejects(
      app.owner(`update customer set grid_id = null, territory_code = area_code where id = $1`, [
        id,
      ]),
      { message: /changes place without a move/ },
    );
  });
});

test('trying out a command that tells what is on file leaves a fact', async (t) => {
  const app = await testApp(t);
  const { west, manager } = await openSides(app);
  const household = { kind: 'HOUSEHOLD', name: '周', gridId: west.id, idNumber: HEAD };
  const dryRun = async (who: string) => {
    const { body } = await app.as(who).rest({
      method: 'POST',
      url: '/v1/customers/register',
      headers: { 'dry-run': 'true' },
      payload: household,
    });
    return body;
  };
  const facts = async () =>
    (
      await app.owner<{ fact: string }>(
        `select convert_from(leaf, 'UTF8') as fact from journal_entry
         where convert_from(leaf, 'UTF8') ~ '"act":"command.(tried|refused)"' order by id`,
      )
    ).map(({ fact }) => JSON.parse(fact));
  const tried = await dryRun(GIVER);
  t.notOk(tried.code, JSON.stringify(tried));
  t.match(await facts(), [{ act: 'command.tried', data: { command: 'customer.register' } }]);
  await manager.command('customer.register', household);
  t.match(await dryRun(GIVER), { code: 'customer.id_number_taken' });
  const [, refused] = await facts();
  t.match(refused, {
    act: 'command.refused',
    data: { command: 'customer.register', code: 'customer.id_number_taken', dryRun: true },
  });
  const real = await app.as(GIVER).refused('customer.register', household);
  t.equal(real.code, 'customer.id_number_taken', 'and says what the real one says');
  t.notMatch(JSON.stringify(await facts()), new RegExp(HEAD));
});
