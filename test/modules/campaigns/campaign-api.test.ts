import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { codeOf, VILLAGE } from '../grids/territory.ts';
import { openRatingNotice, openVillage } from '../notices/noticed.ts';
import { visit } from './visited.ts';

const why = { reason: '村委会核实' };
const OPENING = { areaCode: VILLAGE, name: '柳洲村整村授信', rosterHouseholds: 20 };

const HOUSEHOLDS = `query ($id: ID!) { campaign(id: $id) { status rosterHouseholds
  households(first: 50) { nodes { id stage stageSince customer { id }
    steps(first: 20, order: MOVED) { nodes { stage movedOn reason } } } } } }`;

test('a village from its roster to the signing', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const { manager, reviewer } = village;
  const [first, second, third] = [
    await village.household('张大山'),
    await village.household('李小河'),
    await village.household('王家明'),
  ];
  const { campaign } = await manager.command('campaign.open', OPENING);
  const id = campaign;
  t.equal(await codeOf(manager, 'campaign.open', OPENING), 'campaign.running');
  const run = (name: string, input = {}, who = manager) =>
    who.command(`campaign.${name}`, { id, ...input }, why);
  const refused = (name: string, input = {}, who = manager) =>
    codeOf(who, `campaign.${name}`, { id, ...input }, why);
  const read = async () => (await manager.query(HOUSEHOLDS, { id })).campaign.households.nodes;
  const at = async (customer: string) =>
    (await read()).find((each: { customer: { id: string } }) => each.customer.id === customer);
  const screen = (customer: string, input: object) =>
    manager.command('customer.screen', { id: customer, ...input }, why);

  t.match(await run('enrol'), { enrolled: 3, remaining: false });
  t.match(await run('enrol'), { enrolled: 0 });
  const late = await village.household('赵新来');
  t.match(await run('enrol'), { enrolled: 1 }, 'a later import is taken in');

  t.match(await run('advance', { to: 'SCREENED' }), {
    moved: 0,
    held: [{ hold: 'NOT_SCREENED', households: 4 }],
  });
  for (const customer of [first, second]) await screen(customer, { screening: 'WHITE' });
  await screen(third, { screening: 'BLACK', screeningReason: 'BAD_LOAN' });
  t.match(await run('advance', { to: 'SCREENED' }), { moved: 3, held: [{ households: 1 }] });
  const named = [(await at(first)).id, (await at(late)).id];
  t.equal(
    await refused('advance', { to: 'VISITED', householdIds: named }),
    'campaign.move_illegal',
  );
  t.match(await at(first), { stage: 'SCREENED' }, 'all or none');

  await visit(app, first, { day: '2026-03-01' });
  await visit(app, second, { day: '2026-03-01', way: 'PHONE' });
  t.match(await run('advance', { to: 'VISITED', householdIds: [(await at(first)).id] }), {
    moved: 1,
  });
  t.match(await run('advance', { to: 'VISITED' }), {
    moved: 0,
    held: [
      { hold: 'BLACKLISTED', households: 1 },
      { hold: 'NOT_VISITED', households: 1 },
    ],
  });
  await visit(app, second, { day: '2026-03-02' });
  t.match(await run('advance', { to: 'VISITED' }), {
    moved: 1,
    held: [{ hold: 'BLACKLISTED', households: 1 }],
  });
  await village.rate(first);
  t.match(await run('advance', { to: 'FIRST_RATED' }), {
    moved: 1,
    held: [{ hold: 'NOT_RATED', households: 1 }],
  });
  await village.rate(second);
  await run('advance', { to: 'FIRST_RATED' });
  t.equal(await refused('advance', { to: 'DECIDED' }), 'input.invalid', 'has its own command');
  t.equal(await refused('advance', { to: 'DROPPED' }), 'input.invalid');
  t.match(await run('advance', { to: 'SECOND_RATED' }), { moved: 2 });

  t.equal(await refused('decide'), 'auth.forbidden');
  await app.owner(`update role set permissions = permissions || '{campaign.decide}'
    where code in ('GRID_MANAGER', 'GRID_OFFICER')`);
  await app.owner(`update role set scope_kind = 'INSTITUTION' where code = 'GRID_OFFICER'`);
  t.match(await run('decide'), { moved: 0, held: [{ hold: 'OWN_REVIEW', households: 2 }] });
  t.match(await run('decide', {}, app.as('grid.officer')), { held: [{ hold: 'OWN_RATING' }] });
  t.match(await run('decide', {}, app.as('loan.approver')), { moved: 2, held: [] });

  await openRatingNotice(village);
  t.match(await run('advance', { to: 'NOTICED' }), { moved: 0, held: [{ hold: 'NOT_NOTICED' }] });
  app.clock.set('2026-03-12T02:00:00Z');
  await app.as('administrator').command('notice.close-due', {});
  t.match(await run('advance', { to: 'NOTICED' }), { moved: 2 });
  await manager.command('credit-line.grant', { customerId: first, amount: '20000.00' });
  t.match(await run('advance', { to: 'SIGNED' }), { moved: 1, held: [{ hold: 'NO_LINE' }] });
  t.match(await run('advance', { to: 'DRAWN' }), { moved: 0, held: [{ hold: 'NOT_DRAWN' }] });

  t.match(await at(first), {
    stage: 'SIGNED',
    stageSince: '2026-03-12',
    steps: {
      nodes: [
        'ROSTER',
        'SCREENED',
        'VISITED',
        'FIRST_RATED',
        'SECOND_RATED',
        'DECIDED',
        'NOTICED',
        'SIGNED',
      ].map((stage) => ({ stage })),
    },
  });

  await t.test('back, out and in again, with a reason', async (t) => {
    const back = { to: 'VISITED', householdIds: [(await at(second)).id] };
    t.equal(
      await codeOf(manager, 'campaign.send-back', { id, ...back }),
      'command.reason_required',
    );
    t.match(await run('send-back', back), { moved: 1 });
    t.match((await at(second)).steps.nodes.at(-1), { stage: 'VISITED', reason: why.reason });
    t.equal(await refused('send-back', { ...back, to: 'DECIDED' }), 'campaign.move_illegal');
    const out = { householdIds: [(await at(third)).id] };
    t.match(await run('drop', out), { moved: 1 });
    t.equal(await refused('drop', out), 'campaign.move_illegal');
    t.match(await run('return', out), { moved: 1 });
    t.equal(await refused('return', out), 'campaign.move_illegal');
    t.match(await at(third), { stage: 'ROSTER' });
  });

  await t.test('who has closed it cannot move it', async (t) => {
    await run('count-roster', { rosterHouseholds: 25 });
    await run('close');
    t.equal(await refused('close'), 'campaign.closed');
    t.equal(await refused('enrol'), 'campaign.closed');
    t.equal(await refused('advance', { to: 'VISITED' }), 'campaign.closed');
    const again = await manager.command('campaign.open', OPENING);
    const stranger = { to: 'VISITED', householdIds: [(await at(first)).id] };
    const moved = { id: again.campaign, ...stranger };
    t.equal(
      await codeOf(manager, 'campaign.advance', moved),
      'campaign.household_unknown',
      'a household of another campaign',
    );
    t.ok(await reviewer.command('campaign.enrol', { id: again.campaign }));
  });
});

test('a campaign stays within the territory', async (t) => {
  const app = await testApp(t);
  await openVillage(app);
  const manager = app.as('grid.manager');
  const elsewhere = { ...OPENING, areaCode: '421003100201' };
  t.equal(await codeOf(manager, 'campaign.open', elsewhere), 'object.not_found');
  const unknown = { ...OPENING, areaCode: '429005106299' };
  t.equal(await codeOf(manager, 'campaign.open', unknown), 'campaign.area_unknown');
});
