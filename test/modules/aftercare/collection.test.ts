import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { grant, statusOf } from '../credit-lines/granted.ts';
import { codeOf } from '../grids/territory.ts';
import { bring, openLending } from '../loans/lending.ts';

const HASH = 'c'.repeat(64);
const CASES = `query ($loan: ID!) { collectionCases(first: 5, order: OPENED, filter: { loan: $loan }) {
  nodes { id status stage overdueSince openedOn lastActionOn nextActionOn limitationOn ruleSet
    claim filedOn courtOutcome closedOn outcome
    actions(first: 10, order: TAKEN) { nodes { kind party result stage irregular letterNumber
      takenBy { code } } }
    promises(first: 10, order: DUE) { nodes { amount madeOn dueOn repaid outcome } } } } }`;

test('collection', async (t) => {
  const app = await testApp(t);
  const worker = testWorker(t, app);
  const lending = await openLending(app);
  const { zhang } = lending;
  const manager = app.as('grid.manager');
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const cases = async () =>
    (await app.as('auditor').query(CASES, { loan })).collectionCases.nodes as { id: string }[];
  const plan = () => app.as('administrator').command('collection-case.plan', {});
  const repay = (reference: string, amount: string, paidOn: string) =>
    app.as('core.banking').command('loan.repay', { id: loan, reference, amount, paidOn });
  const call = {
    kind: 'CALL',
    party: 'BORROWER',
    result: 'NOT_REACHED',
    takenAt: '2026-04-05T10:00:00+08:00',
  };
  let id = '';
  const act = (more: object) => zhang.command('collection-case.act', { id, ...call, ...more });
  const code = (more: object) => codeOf(zhang, 'collection-case.act', { id, ...call, ...more });

  await t.test('a delay becomes a case, once', async (t) => {
    app.clock.set('2026-04-02T04:00:00Z');
    t.match(await plan(), { opened: 0 });
    app.clock.set('2026-04-05T04:00:00Z');
    await worker.run('collection-case.plan');
    t.match(await plan(), { opened: 0, escalated: 0, closed: 0, remaining: false });
    const [found] = await cases();
    id = found?.id ?? '';
    t.match(found, {
      status: 'OPEN',
      stage: 'REMINDER',
      overdueSince: '2026-04-02',
      openedOn: '2026-04-05',
      nextActionOn: '2026-04-08',
      limitationOn: '2029-04-02',
      ruleSet: 'COLLECTION_2017',
    });
    const ledger = await zhang.query(
      `query ($grid: ID!) { gridLedger(gridId: $grid, first: 5) { rows { due { kind dueOn } } } }`,
      { grid: lending.grid },
    );
    t.match(ledger.gridLedger.rows[0].due, [{ kind: 'COLLECTION', dueOn: '2026-04-08' }]);
  });

  await t.test('what is done is recorded, and marked where rules forbid it', async (t) => {
    await act({});
    await act({ takenAt: '2026-04-04T23:00:00+08:00' });
    const [found] = await cases();
    t.match(found, {
      lastActionOn: '2026-04-05',
      actions: {
        nodes: [
          { kind: 'CALL', irregular: true },
          { irregular: false, takenBy: { code: 'zhang' }, stage: 'REMINDER' },
        ],
      },
    });
    t.equal(await code({ takenAt: '2026-04-06T10:00:00+08:00' }), 'collection-case.time');
    t.equal(await code({ takenAt: '2026-04-01T10:00:00+08:00' }), 'collection-case.time');
    t.equal(await code({ kind: 'VISIT' }), 'collection-case.visit_required');
    t.equal(await code({ kind: 'LETTER' }), 'collection-case.letter_required');
    t.equal(await code({ letterNumber: 'CS-1' }), 'collection-case.letter_required');
    t.equal(await code({ kind: 'COURT_FILING' }), 'input.invalid');
  });

  await t.test('a promise is kept or broken by what the core booked', async (t) => {
    const promised = { result: 'PROMISED', promisedAmount: '100.00', promisedOn: '2026-04-10' };
    t.equal(await code({ result: 'PROMISED' }), 'collection-case.promise_required');
    t.equal(await code({ promisedOn: '2026-04-10' }), 'collection-case.promise_required');
    const zero = { ...promised, promisedAmount: '0.00' };
    t.equal(await code(zero), 'collection-case.promise_required');
    const past = { ...promised, promisedOn: '2026-04-04' };
    t.equal(await code(past), 'collection-case.promise_date');
    await act(promised);
    await act({ ...promised, promisedAmount: '100.01' });
    const outcomes = async () =>
      (
        (await cases())[0] as unknown as { promises: { nodes: { outcome: string }[] } }
      ).promises.nodes
        .map(({ outcome }) => outcome)
        .sort();
    t.match((await cases())[0], { nextActionOn: '2026-04-11', limitationOn: '2029-04-05' });
    t.same(await outcomes(), ['OPEN', 'OPEN']);
    app.clock.set('2026-04-11T04:00:00Z');
    t.same(await outcomes(), ['BROKEN', 'BROKEN']);
    // Booked in time, known late.
    await repay('CORE-R-1', '100.00', '2026-04-10');
    t.same(await outcomes(), ['BROKEN', 'KEPT']);
  });

  await t.test('letters have numbers of their own; visits are the ledger’s', async (t) => {
    const letter = {
      kind: 'LETTER',
      result: 'DELIVERED',
      letterNumber: 'CS-2026-001',
      evidenceSha256: HASH,
      takenAt: '2026-04-11T10:00:00+08:00',
    };
    await act(letter);
    t.equal(await code(letter), 'collection-case.letter_taken');
    t.match((await cases())[0], { limitationOn: '2029-04-11' });
    const { visit } = await zhang.command('visit.record', {
      customerId: lending.customer,
      way: 'ON_SITE',
      purpose: 'COLLECTION',
      result: 'TO_FOLLOW_UP',
      source: 'PHONE',
      visitedAt: '2026-04-11T09:00:00+08:00',
      point: [112.6, 30.3],
      crs: 'CGCS2000',
    });
    await act({ kind: 'VISIT', visitId: visit, takenAt: '2026-04-11T09:00:00+08:00' });
    t.equal(await code({ visitId: visit }), 'collection-case.visit_required');
  });

  await t.test('the court comes last, by a manager', async (t) => {
    const filing = {
      id,
      courtReference: '（2026）鄂9005民初1号',
      claim: '12000.00',
      filedOn: '2026-07-10',
      evidenceSha256: HASH,
    };
    const why = { reason: '催告无果' };
    const file = (more: object = {}) =>
      manager.command('collection-case.hand-to-court', { ...filing, ...more }, why);
    const refused = (more: object = {}) =>
      codeOf(manager, 'collection-case.hand-to-court', { ...filing, ...more }, why);
    app.clock.set('2026-05-20T04:00:00Z');
    t.match(await plan(), { escalated: 1 });
    t.match((await cases())[0], { stage: 'DEMAND' });
    t.equal(await refused(), 'collection-case.too_early_for_court');
    app.clock.set('2026-07-10T04:00:00Z');
    t.match(await plan(), { escalated: 1 });
    t.equal(await codeOf(zhang, 'collection-case.hand-to-court', filing, why), 'auth.forbidden');
    const allowed = await manager.query(
      `query ($id: ID!) { collectionCaseAllowedActions(collectionCaseId: $id) {
        allowedActions { action allowed reason { code } } } }`,
      { id },
    );
    t.same(allowed.collectionCaseAllowedActions.allowedActions, [
      { action: 'collection-case.act', allowed: true, reason: null },
      { action: 'collection-case.hand-to-court', allowed: true, reason: null },
      {
        action: 'collection-case.end-court',
        allowed: false,
        reason: { code: 'collection-case.not_in_court' },
      },
    ]);
    t.equal(await refused({ filedOn: '2026-07-11' }), 'collection-case.time');
    const line = await grant(app, lending.customerKey, 20_000);
    await file();
    t.equal(await statusOf(app, line), 'SUSPENDED DISPUTE', 'nobody draws while in court');
    t.equal(await refused(), 'collection-case.in_court');
    t.match((await cases())[0], { status: 'IN_COURT', stage: 'LEGAL', limitationOn: '2029-07-10' });
    // The four instalments that have fallen due, interest included.
    await repay('CORE-R-2', '4150.00', '2026-07-10');
    t.match(await plan(), { closed: 0 }, 'what the court has ends with the court');
    const end = { id, outcome: 'MEDIATED', endedOn: '2026-07-10' };
    await manager.command('collection-case.end-court', end);
    t.equal(
      await codeOf(manager, 'collection-case.end-court', end),
      'collection-case.not_in_court',
    );
    t.match(await plan(), { closed: 1 });
    t.match((await cases())[0], {
      status: 'CLOSED',
      outcome: 'CURED',
      courtOutcome: 'MEDIATED',
      closedOn: '2026-07-10',
      nextActionOn: null,
    });
    t.equal(await code({}), 'collection-case.closed');
  });

  await t.test('the next delay is a case of its own', async (t) => {
    app.clock.set('2026-08-10T04:00:00Z');
    t.match(await plan(), { opened: 1 });
    t.match(await cases(), [
      { status: 'CLOSED' },
      { status: 'OPEN', stage: 'REMINDER', overdueSince: '2026-08-02' },
    ]);
    await app.owner(`update loan set status = 'SETTLED', settled_on = '2026-08-10',
      outstanding_principal_fen = 0, outstanding_total_fen = 0`);
    t.match(await plan(), { closed: 1 });
    t.match((await cases())[1], { status: 'CLOSED', outcome: 'LOAN_ENDED' });
  });

  await t.test('what was done and promised is never changed', async (t) => {
    for (const table of ['collection_action', 'repayment_promise']) {
      const [allowed] = await app.owner<{ may: boolean }>(
        `select has_table_privilege('jingtian_api', $1, 'update') as may`,
        [table],
      );
      t.notOk(allowed?.may, table);
    }
  });
});
