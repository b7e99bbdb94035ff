import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { VILLAGE } from '../grids/territory.ts';
import { STANDING, standing, verdicts } from './asked-standing.ts';
import {
  household,
  inspection,
  nameIt,
  openVillage,
  PAPERS,
  personOf,
  standNotice,
} from './naming.ts';

test('from households to a village', async (t) => {
  const app = await testApp(t);
  const { manager, households, second } = await openVillage(app, 3);
  const [one, two, three] = households;
  const reviewer = app.as('loan.reviewer');
  const approver = app.as('loan.approver');

  await t.test('a household by its figures and papers', async (t) => {
    const bare = await standing(app, { level: 'HOUSEHOLD', customer: one });
    t.same(verdicts(bare), {
      RESIDENT: 'MET',
      CAPACITY: 'MET',
      INCOME: 'MET',
      ARREARS: 'MET',
      BAD_LOANS: 'MET',
      NEGATIVE_LIST: 'MET',
      NO_PUBLIC_DEBT: 'UNKNOWN',
      CLEAN_REGISTRY: 'UNKNOWN',
    });
    t.equal(bare.findings[2].value, '80000.0000');
    const { creditArea: id } = await manager.command('credit-area.apply', {
      level: 'HOUSEHOLD',
      customerId: three,
      attestations: PAPERS.slice(1),
    });
    t.match(await manager.command('credit-area.self-check', { id }), {
      qualified: false,
      unmet: ['NO_PUBLIC_DEBT'],
    });
    t.match(await reviewer.refused('credit-area.inspect', { id, ...inspection(second) }), {
      code: 'credit-area.criteria_not_met',
    });
    await manager.command('credit-area.retract', { id }, { reason: '补充材料' });
    t.match(await manager.refused('credit-area.self-check', { id }), {
      code: 'credit-area.illegal_transition',
    });
  });

  await t.test('each step by somebody else, in order', async (t) => {
    const { creditArea: id } = await manager.command('credit-area.apply', household(one));
    t.match(await manager.refused('credit-area.apply', household(one)), {
      code: 'credit-area.application_open',
    });
    t.match(await approver.refused('credit-area.name', { id, plaqueNumber: 'X' }), {
      code: 'credit-area.illegal_transition',
    });
    await manager.command('credit-area.self-check', { id });
    t.match(await manager.refused('credit-area.inspect', { id, ...inspection(second) }), {
      code: 'credit-area.separation_of_duties',
    });
    const own = inspection(personOf(app, 'loan.reviewer'));
    t.match(await reviewer.refused('credit-area.inspect', { id, ...own }), {
      code: 'credit-area.separation_of_duties',
    });
    const applicant = inspection(personOf(app, 'grid.manager'));
    t.match(await reviewer.refused('credit-area.inspect', { id, ...applicant }), {
      code: 'credit-area.separation_of_duties',
    });
    const early = inspection(second, { inspectedOn: '2026-03-01' });
    t.match(await reviewer.refused('credit-area.inspect', { id, ...early }), {
      code: 'credit-area.date',
    });
    await reviewer.command('credit-area.inspect', { id, ...inspection(second) });
    t.match(await approver.refused('credit-area.name', { id, plaqueNumber: 'H-1' }), {
      code: 'credit-area.notice_missing',
    });
    await standNotice(app, id);
    const { creditAreaAllowedActions } = await approver.query(
      `query ($id: ID!) { creditAreaAllowedActions(creditAreaId: $id) {
         allowedActions { action allowed reason { code } } } }`,
      { id },
    );
    const open = creditAreaAllowedActions.allowedActions.filter(
      (each: { allowed: boolean }) => each.allowed,
    );
    t.same(
      open.map((each: { action: string }) => each.action),
      ['credit-area.name', 'credit-area.refuse'],
    );
    const past = { id, plaqueNumber: 'H-1', validFrom: '2026-03-01' };
    t.match(await approver.refused('credit-area.name', past), { code: 'credit-area.date' });
    await approver.command('credit-area.name', { id, plaqueNumber: 'H-1' });
    t.match(await standing(app, { level: 'HOUSEHOLD', customer: one }), {
      qualified: true,
      inForce: { plaqueNumber: 'H-1' },
    });
  });

  await t.test('a village counts them, and its inspection visits households', async (t) => {
    await nameIt(app, { subject: household(two), second, plaqueNumber: 'H-2' });
    const ask = () => standing(app, { level: 'VILLAGE', area: VILLAGE });
    t.match(await ask(), {
      qualified: false,
      findings: [
        { code: 'CREDIT_HOUSEHOLDS', value: '66.6666', threshold: '70', verdict: 'NOT_MET' },
        { code: 'NO_ARREARS', value: null, verdict: 'MET' },
        { code: 'NPL_STOCK', verdict: 'MET' },
        { code: 'NPL_INCREMENT', verdict: 'MET' },
      ],
    });
    await nameIt(app, { subject: household(three), second, plaqueNumber: 'H-3' });
    t.match(await ask(), { qualified: true, findings: [{ value: '100.0000' }] });
    const subject = { level: 'VILLAGE', areaCode: VILLAGE };
    const { creditArea: id } = await manager.command('credit-area.apply', subject);
    await manager.command('credit-area.self-check', { id });
    const visit = (customers: (string | undefined)[], confirmed = true) =>
      inspection(second, {
        samples: customers.map((customerId) => ({ customerId, confirmed })),
      });
    const refused = async (given: object) =>
      (await reviewer.refused('credit-area.inspect', { id, ...given })).code;
    t.equal(await refused(visit([one, two])), 'credit-area.sample_unfit', 'too few');
    t.equal(await refused(visit([one, two, two])), 'credit-area.sample_unfit', 'one twice');
    t.equal(await refused(visit([one, two, three], false)), 'credit-area.sample_deviates');
    await reviewer.command('credit-area.inspect', { id, ...visit([one, two, three]) });
    await standNotice(app, id);
    const taken = { id, plaqueNumber: 'H-1' };
    t.match(await approver.refused('credit-area.name', taken), {
      code: 'credit-area.plaque_taken',
    });
    await approver.command('credit-area.name', { id, plaqueNumber: 'V-1' });
    const { creditArea } = await app.as('auditor').query(
      `query ($id: ID!) { creditArea(id: $id) { status validFrom validTo reviewDueOn qualified
         checks(first: 5) { nodes { kind asOf criteria findings { code value verdict } } }
         inspections(first: 5) { nodes { passed samples(first: 5) { totalCount } } } } }`,
      { id },
    );
    t.match(creditArea, {
      status: 'NAMED',
      validFrom: '2026-03-02',
      validTo: '2028-03-02',
      reviewDueOn: '2027-03-02',
      checks: { nodes: [{ kind: 'SELF_CHECK', asOf: '2026-03-02', criteria: 'SAMPLE_VILLAGE' }] },
      inspections: { nodes: [{ passed: true, samples: { totalCount: 3 } }] },
    });
  });

  await t.test('and a town counts its villages', async (t) => {
    const town = VILLAGE.slice(0, 9);
    const [count] = await app.owner<{ villages: string }>(
      `select count(*)::text as villages from area where level = 'VILLAGE' and code like $1`,
      [`${town}%`],
    );
    const [first] = (await standing(app, { level: 'TOWN', area: town })).findings;
    t.equal(first.denominator, count?.villages);
    t.equal(first.numerator, '1');
    const whole = await standing(app, { level: 'COUNTY', area: VILLAGE.slice(0, 6) });
    t.equal(whole.criteria, 'SAMPLE_COUNTY');
    const before = await standing(app, { level: 'TOWN', area: town, day: '2026-03-01' });
    t.equal(before.findings[0].value, '0.0000', 'on the day before none was named');
  });

  await t.test('its frozen figures stay when life goes on', async (t) => {
    const newcomer = { kind: 'HOUSEHOLD', name: '新户', areaCode: VILLAGE };
    for (let place = 0; place < 2; place += 1) {
      await manager.command('customer.register', newcomer);
    }
    t.match(await standing(app, { level: 'VILLAGE', area: VILLAGE }), { qualified: false });
    const [row] = await app.owner<{ value: string }>(
      `select findings -> 0 ->> 'value' as value from credit_check c join credit_area a
         on a.id = c.credit_area_id where a.level = 'VILLAGE'`,
    );
    t.equal(row?.value, '100.0000');
  });

  await t.test('the yearly review, and what it finds wanting', async (t) => {
    const due = async (until: string) => {
      const { creditAreaReviewsDue } = await app.as('auditor').query(
        `query ($until: Date) { creditAreaReviewsDue(until: $until, areaCode: "${VILLAGE}") {
           due { creditArea { plaqueNumber } dueOn daysLate } more } }`,
        { until },
      );
      return creditAreaReviewsDue.due.map(
        (each: { creditArea: { plaqueNumber: string }; daysLate: number }) =>
          `${each.creditArea.plaqueNumber} ${each.daysLate}`,
      );
    };
    t.same(await due('2027-03-01'), []);
    app.clock.set('2027-03-05T02:00:00Z');
    t.same((await due('2027-03-05')).toSorted(), ['H-1 3', 'H-2 3', 'H-3 3', 'V-1 3']);
    const { creditAreas } = await app
      .as('auditor')
      .query('{ creditAreas(first: 9, filter: { level: [VILLAGE] }) { nodes { id } } }');
    const { id } = creditAreas.nodes[0];
    t.match(await reviewer.refused('credit-area.review', { id, outcome: 'KEPT' }), {
      code: 'credit-area.criteria_not_met',
      details: { unmet: ['CREDIT_HOUSEHOLDS'] },
    });
    const vague = { id, outcome: 'IMPROVE' };
    t.match(await reviewer.refused('credit-area.review', vague), { code: 'credit-area.date' });
    const improve = { ...vague, improveUntil: '2027-06-30' };
    await reviewer.command('credit-area.review', improve);
    t.same(await due('2027-06-29').then((list: string[]) => list.includes('V-1 0')), false);
    t.ok((await due('2027-06-30')).includes('V-1 0'));
    t.match(await approver.refused('credit-area.withdraw', { id }), {
      code: 'command.reason_required',
    });
    await approver.command('credit-area.withdraw', { id }, { reason: '整改未达标' });
    const inForce = async (day: string) =>
      (await standing(app, { level: 'VILLAGE', area: VILLAGE, day })).inForce?.plaqueNumber ?? null;
    t.equal(await inForce('2027-03-04'), 'V-1');
    t.equal(await inForce('2027-03-05'), null, 'from the day of the withdrawal on');
    t.equal(await inForce('2026-03-01'), null);
    t.match(await reviewer.refused('credit-area.review', improve), {
      code: 'credit-area.illegal_transition',
    });
  });
});

test('who may see and ask what', async (t) => {
  const app = await testApp(t);
  const { manager, households, east } = await openVillage(app, 1);
  const refused = async (given: Record<string, unknown>, code = 'grid.manager') =>
    (await app.as(code).refused('credit-area.apply', given)).code;
  t.equal(await refused({ level: 'TOWN', areaCode: VILLAGE }), 'credit-area.subject');
  t.equal(await refused({ level: 'VILLAGE' }), 'credit-area.subject');
  t.equal(await refused({ level: 'HOUSEHOLD', areaCode: VILLAGE }), 'credit-area.subject');
  t.equal(await refused({ ...household(households[0]), areaCode: VILLAGE }), 'credit-area.subject');
  t.equal(await refused({ level: 'VILLAGE', areaCode: '429005100999' }), 'credit-area.subject');
  t.equal(await refused({ level: 'VILLAGE', areaCode: '110101001001' }), 'object.not_found');
  t.equal(
    await refused({ level: 'VILLAGE', areaCode: VILLAGE }, 'grid.officer'),
    'object.not_found',
  );
  t.equal(await refused({ level: 'VILLAGE', areaCode: VILLAGE }, 'auditor'), 'auth.forbidden');

  const applied = await manager.command('credit-area.apply', household(households[0]));
  const seenBy = async (code: string) => {
    const { creditAreas } = await app.as(code).query('{ creditAreas(first: 9) { nodes { id } } }');
    return creditAreas.nodes.map((node: { id: string }) => node.id);
  };
  t.same(await seenBy('auditor'), [applied.creditArea]);
  t.same(await seenBy('grid.officer'), []);
  const { errors } = await app
    .as('grid.officer')
    .graphql(STANDING, { level: 'VILLAGE', area: VILLAGE });
  t.match(errors, [{ extensions: { code: 'object.not_found' } }]);

  const move = { id: households[0], gridId: east.id };
  await manager.command('customer.move', move, { reason: '网格调整' });
  const [row] = await app.owner<{ territory_code: string }>(
    'select territory_code from credit_area',
  );
  t.equal(row?.territory_code, east.code, 'a standing is seen by whoever sees the household');
});
