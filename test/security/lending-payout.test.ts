import { test } from 'tap';
import { testApp } from '../helpers/app.ts';
import {
  bring,
  confirmation,
  drawAndCheck,
  openLending,
  rate,
  readLoan,
  SEEN,
} from '../modules/loans/lending.ts';

test('money the core called refused and then paid out does not go out a second time', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const disburser = app.as('loan.disburser');
  const loan = await bring(app, lending, { to: 'DISBURSING' });
  const answer = await confirmation(app, loan);
  const refused = { ...answer, outcome: 'REFUSED', reference: 'N-1', explanation: '账户状态异常' };
  await core.command('loan.confirm', refused);
  const { id: _, outcome: __, ...told } = answer;
  const late = { ...told, kind: 'DISBURSEMENT_CONFIRMED' };
  t.match(await core.command('core-report.receive', late), { status: 'MISMATCHED' });
  await lending.zhang.command('loan.draw', { id: loan });
  const doubt = { code: 'loan.payout_in_doubt' };
  t.match(await disburser.refused('loan.check', { id: loan, ...SEEN }), doubt);
  const { coreMismatches } = await disburser.query('{ coreMismatches(first: 2) { nodes { id } } }');
  const [{ id }] = coreMismatches.nodes;
  const settled = { id, resolution: 'CORE_CORRECTS' };
  const admin = app.as('administrator');
  const reason = { reason: '核心已冲正' };
  const { answer: asked } = await disburser.refused('core-mismatch.settle', settled, reason);
  t.match(await disburser.refused('loan.check', { id: loan, ...SEEN }), doubt, 'not by one alone');
  await admin.command('approval.approve', { id: asked.approval.id });
  t.match(
    await disburser.refused('loan.check', { id: loan, ...SEEN }),
    { code: 'loan.separation_of_duties' },
    'who says that it did not go out does not send it out again',
  );
  const set = (column: string, table: string, who: string) =>
    app.owner(`update ${table} set ${column} = $1`, [app.world.people[who]]);
  await set('settled_by', 'core_mismatch', 'administrator');
  await set('maker_id', 'approval_request', 'auditor');
  await set('checker_id', 'approval_request', 'loan.disburser');
  t.match(
    await disburser.refused('loan.check', { id: loan, ...SEEN }),
    { code: 'loan.separation_of_duties' },
    'nor who agrees with it',
  );
  await set('checker_id', 'approval_request', 'administrator');
  await disburser.command('loan.check', { id: loan, ...SEEN });
});

test('money applied for a named payee goes to nobody else without a word', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const terms = { counterpartyFixed: true, nonCashPossible: true, payeeReference: 'P-1' };
  const loan = await bring(app, lending, { to: 'SIGNED', terms });
  await lending.zhang.command('loan.draw', { id: loan, counterpartyFixed: false });
  const disburser = app.as('loan.disburser');
  const check = { id: loan, ...SEEN };
  const refusal = await disburser.refused('loan.check', check);
  t.match(refusal, {
    code: 'loan.check_failed',
    details: { failed: [{ code: 'COUNTERPARTY_AS_APPLIED' }] },
  });
  await disburser.command('loan.check', { ...check, opinion: '供应商变更，已核实' });
});

test('word of a payout that comes after the check stops the instruction', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loan = await bring(app, lending, { to: 'SIGNED' });
  await drawAndCheck(app, lending, { loan });
  const { loan: found } = await readLoan(
    app,
    loan,
    'disbursements(first: 1) { nodes { instruction } }',
  );
  const [{ instruction }] = found.disbursements.nodes;
  const told = { reference: 'X', amount: '12000.00', occurredOn: '2026-03-02', instruction };
  await core.command('core-report.receive', { ...told, kind: 'DISBURSEMENT_CONFIRMED' });
  t.match(await app.as('loan.disburser').refused('loan.instruct', { id: loan }), {
    code: 'loan.payout_in_doubt',
  });
});

test('nobody sends the core’s list in its place and makes repayments up', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const { loan: before } = await readLoan(app, loan, 'code outstandingPrincipal');
  const entry = { kind: 'REPAYMENT', reference: 'R', loanCode: before.code, amount: '9000.00' };
  const list = { businessDate: '2026-03-02', count: 1, total: '9000.00', entries: [entry] };
  t.match(await app.as('loan.disburser').refused('core-reconciliation.make', list), {
    code: 'core-reconciliation.unheard',
    path: ['entries', 0],
  });
  t.same((await readLoan(app, loan, 'code outstandingPrincipal')).loan, before);
  const { coreReports } = await app
    .as('core.banking')
    .query('{ coreReports(first: 1) { totalCount } }');
  t.equal(coreReports.totalCount, 0);
});

test('a line cut between check and instruction holds the money back', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 20_000);
  const loan = await bring(app, lending, { to: 'SIGNED' });
  await drawAndCheck(app, lending, { loan });
  await app.owner('update rating set credit_line_fen = 1000000, ceiling_fen = 1000000');
  t.match(await app.as('loan.disburser').refused('loan.instruct', { id: loan }), {
    code: 'loan.over_credit_line',
  });
});
