import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { codeOf } from '../grids/territory.ts';
import { bring, openLending, registerHousehold } from '../loans/lending.ts';

const EVIDENCE = ['b'.repeat(64)];
const CHECKS = `query ($loan: ID!) { loanChecks(first: 20, order: DUE, filter: { loan: $loan }) {
  nodes { id kind trigger status countsFrom dueOn ruleSet checkedOn conclusion fundUse proven
    openedBy { code } checkedBy { code } visit { id } } } }`;

const FIRST = {
  way: 'PHONE',
  checkedOn: '2026-03-10',
  contact: 'REACHED',
  fundUse: 'AS_AGREED',
  proven: '8000.00',
  conclusion: 'NORMAL',
  evidence: EVIDENCE,
};
const REGULAR = {
  way: 'RECORDS',
  checkedOn: '2026-03-20',
  contact: 'AWAY',
  repaymentAbility: 'SOUND',
  guarantee: 'NONE',
  conclusion: 'NORMAL',
  evidence: EVIDENCE,
};

test('post-loan checks', async (t) => {
  const app = await testApp(t);
  const worker = testWorker(t, app);
  const lending = await openLending(app);
  const { zhang, customer } = lending;
  const manager = app.as('grid.manager');
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const listed = async () =>
    (await app.as('auditor').query(CHECKS, { loan })).loanChecks.nodes as { id: string }[];
  const open = async (kind: string, trigger: string | null = null) =>
    ((await listed()) as { id: string; kind: string; trigger: string; status: string }[]).find(
      (each) => each.kind === kind && each.trigger === trigger && each.status === 'DUE',
    )?.id ?? '';
  const plan = () => app.as('administrator').command('loan-check.plan', {});
  const record = (id: string, input: object) =>
    zhang.command('loan-check.record', { id, ...input });
  const refused = (id: string, input: object) =>
    codeOf(zhang, 'loan-check.record', { id, ...input });

  await t.test('the day opens the first check of a loan paid out, once', async (t) => {
    await worker.run('loan-check.plan');
    t.match(await plan(), { opened: 0, broughtForward: 0, dropped: 0, remaining: false });
    t.match(await listed(), [
      {
        kind: 'FIRST',
        status: 'DUE',
        countsFrom: '2026-03-02',
        dueOn: '2026-03-17',
        ruleSet: 'POST_LOAN_CHECKS_2013',
        openedBy: { code: 'system.jobs' },
      },
    ]);
  });

  await t.test('it stands in the ledger of the grid and in its open work', async (t) => {
    const ledger = await zhang.query(
      `query ($grid: ID!) { gridLedger(gridId: $grid, first: 5) { rows { due { kind dueOn } } } }`,
      { grid: lending.grid },
    );
    t.match(ledger.gridLedger.rows[0].due, [{ kind: 'LOAN_CHECK', dueOn: '2026-03-17' }]);
  });

  await t.test('findings are checked, and recorded once', async (t) => {
    app.clock.set('2026-03-10T02:00:00Z');
    const id = await open('FIRST');
    t.equal(await refused(id, { ...FIRST, fundUse: undefined }), 'loan-check.fund_use_required');
    t.equal(await refused(id, { ...FIRST, proven: '12000.01' }), 'loan-check.more_than_lent');
    t.equal(await refused(id, { ...FIRST, checkedOn: '2026-03-11' }), 'loan-check.date');
    t.equal(await refused(id, { ...FIRST, checkedOn: '2026-03-01' }), 'loan-check.date');
    t.equal(await refused(id, { ...FIRST, way: 'ON_SITE' }), 'loan-check.visit_required');
    t.equal(await refused(id, { ...FIRST, checkedOn: undefined }), 'loan-check.visit_required');
    await record(id, FIRST);
    t.equal(await refused(id, FIRST), 'loan-check.not_due');
    t.match(await listed(), [
      { status: 'DONE', fundUse: 'AS_AGREED', proven: '8000.00', checkedBy: { code: 'zhang' } },
    ]);
  });

  await t.test('the next one counts from the last; a worse class brings it forward', async (t) => {
    await plan();
    t.match((await listed())[1], { kind: 'REGULAR', dueOn: '2027-03-10' });
    await app.owner(`update loan set loan_class = 'SPECIAL_MENTION'`);
    t.match(await plan(), { opened: 0, broughtForward: 1 });
    t.match((await listed())[1], { kind: 'REGULAR', dueOn: '2026-06-10' });
    t.match(await plan(), { broughtForward: 0 });
  });

  await t.test('a check on site rests on a visit to this borrower', async (t) => {
    const visit = async (input: object) =>
      (
        await zhang.command('visit.record', {
          customerId: customer,
          way: 'ON_SITE',
          purpose: 'LOAN_CHECK',
          result: 'DONE_ON_SITE',
          source: 'TABLET',
          visitedAt: '2026-03-10T09:00:00+08:00',
          point: [112.6, 30.3],
          crs: 'CGCS2000',
          ...input,
        })
      ).visit;
    const onSite = { ...REGULAR, way: 'ON_SITE', checkedOn: undefined };
    const id = await open('REGULAR');
    const called = await visit({ way: 'PHONE', point: undefined, crs: undefined });
    t.equal(await refused(id, { ...onSite, visitId: called }), 'loan-check.other_customer');
    const visited = await visit({});
    t.equal(
      await refused(id, { ...onSite, visitId: visited, checkedOn: '2026-03-10' }),
      'loan-check.visit_required',
    );
    await record(id, { ...onSite, visitId: visited });
    t.match((await listed())[1], {
      status: 'DONE',
      checkedOn: '2026-03-10',
      visit: { id: visited },
    });
  });

  await t.test('what happens to the borrower asks for a check at once', async (t) => {
    const black = { id: customer, screening: 'BLACK', screeningReason: 'GAMBLING' };
    await manager.command('customer.screen', black, { reason: '评议' });
    t.match(
      (await listed()).find((each) => 'trigger' in each && each.trigger === 'NEGATIVE_LIST'),
      {
        kind: 'SPECIAL',
        status: 'DUE',
        dueOn: '2026-03-13',
        openedBy: { code: 'grid.manager' },
      },
    );
    app.clock.set('2026-04-05T02:00:00Z');
    t.match(await plan(), { opened: 2 });
    t.match(await plan(), { opened: 0 });
    t.match(
      (await listed()).find((each) => 'trigger' in each && each.trigger === 'OVERDUE'),
      {
        countsFrom: '2026-04-02',
        dueOn: '2026-04-12',
      },
    );
  });

  await t.test('a person may ask for one; what rules ask for nobody cancels', async (t) => {
    const why = { reason: '邻里纠纷' };
    const asked = { loanId: loan, trigger: 'DISPUTE' };
    const late = { ...asked, dueOn: '2026-04-13' };
    t.equal(await codeOf(zhang, 'loan-check.open', late, why), 'loan-check.date');
    const { loanCheck } = await zhang.command(
      'loan-check.open',
      { ...asked, dueOn: '2026-04-12' },
      why,
    );
    const special = { id: loanCheck };
    t.equal(await codeOf(zhang, 'loan-check.cancel', special, why), 'auth.forbidden');
    const allowed = await zhang.query(
      `query ($id: ID!) { loanCheckAllowedActions(loanCheckId: $id) {
        allowedActions { action allowed reason { code } } } }`,
      special,
    );
    t.same(allowed.loanCheckAllowedActions.allowedActions, [
      { action: 'loan-check.record', allowed: true, reason: null },
      { action: 'loan-check.cancel', allowed: false, reason: { code: 'auth.forbidden' } },
    ]);
    await manager.command('loan-check.cancel', { id: loanCheck }, why);
    for (const ruled of [await open('REGULAR'), await open('SPECIAL', 'OVERDUE')]) {
      t.equal(await codeOf(manager, 'loan-check.cancel', { id: ruled }, why), 'loan-check.ruled');
    }
  });

  await t.test('checks end with the loan', async (t) => {
    const other = await registerHousehold(zhang, lending.grid);
    const draft = await bring(app, lending, { to: 'DRAFT', customer: other });
    const asked = { loanId: draft, trigger: 'DISPUTE' };
    const code = await codeOf(zhang, 'loan-check.open', asked, { reason: '纠纷' });
    t.equal(code, 'loan-check.loan_not_active');
    await app.owner(`update loan set status = 'SETTLED', settled_on = '2026-04-05',
      outstanding_principal_fen = 0, outstanding_total_fen = 0 where status = 'ACTIVE'`);
    t.match(await plan(), { dropped: 3 });
  });
});
