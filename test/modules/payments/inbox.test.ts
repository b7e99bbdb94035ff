import { test } from 'tap';
import { CoreMismatchKind } from '../../../src/generated/enums.ts';
import { mismatchAdvice } from '../../../src/modules/payments/mismatch-workflow.ts';
import { testApp } from '../../helpers/app.ts';
import { bring, drawAndCheck, openLending, readLoan } from '../loans/lending.ts';
import { FIELDS, open, paidOut, repaid } from './reported.ts';

test('a report counts once, however often and through whichever door it comes', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loan = await bring(app, lending, { to: 'DISBURSING' });
  const told = await paidOut(app, loan);
  const first = await core.command('core-report.receive', told);
  t.match(first, { status: 'APPLIED', repeated: false });
  const again = await core.command('core-report.receive', told);
  t.match(again, { report: first.report, status: 'APPLIED', repeated: true });
  const { kind: _, ...answer } = told;
  await core.command('loan.confirm', { id: loan, ...answer, outcome: 'CONFIRMED' });
  const { loan: found } = await readLoan(app, loan, FIELDS);
  t.match(found, { status: 'ACTIVE', facts: { nodes: [{ kind: 'DISBURSED' }] } });
  t.equal(found.facts.nodes.length, 1);
  const { coreReports } = await core.query('{ coreReports(first: 5) { nodes { toldTimes } } }');
  t.same(coreReports.nodes, [{ toldTimes: 2 }]);
  t.same((await open(app)).coreMismatches.nodes, []);
});

test('a repayment that overtakes the confirmation waits for it', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loan = await bring(app, lending, { to: 'DISBURSING' });
  const early = await core.command('core-report.receive', await repaid(app, loan));
  t.match(early, { status: 'HELD' });
  t.match((await readLoan(app, loan, FIELDS)).loan, { status: 'DISBURSING' });
  await core.command('core-report.receive', await paidOut(app, loan));
  t.match((await readLoan(app, loan, FIELDS)).loan, {
    status: 'ACTIVE',
    // The first instalment's interest is paid before its principal.
    outstandingPrincipal: '11544.33',
  });
  const { coreReports } = await core.query('{ coreReports(first: 5) { nodes { kind status } } }');
  t.same(
    coreReports.nodes.map(({ status }: { status: string }) => status),
    ['APPLIED', 'APPLIED'],
  );
});

test('repaid by a command of its own, it reaches a person too, and never counts', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loan = await bring(app, lending, { to: 'DISBURSING' });
  const paid = { id: loan, reference: 'R-1', amount: '500.00', paidOn: '2026-03-02' };
  await core.command('loan.repay', paid);
  const told = await paidOut(app, loan);
  const refusal = { ...told, kind: 'DISBURSEMENT_REFUSED', reference: 'N-1' };
  await core.command('core-report.receive', { ...refusal, explanation: '账户状态异常' });
  const { coreMismatches } = await open(app);
  t.match(coreMismatches.nodes, [
    {
      kind: 'REPAID_BUT_REFUSED',
      subject: 'REPAYMENT R-1',
      loan: { id: loan },
      report: null,
      known: { status: 'REFUSED' },
      told: { amount: '500.00' },
    },
  ]);
  await drawAndCheck(app, lending, { loan });
  await app.as('loan.disburser').command('loan.instruct', { id: loan });
  await core.command('core-report.receive', await paidOut(app, loan));
  t.match((await readLoan(app, loan, FIELDS)).loan, {
    status: 'ACTIVE',
    outstandingPrincipal: '12000.00',
  });
});

test('what was repaid before the day the money went out does not count', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const owed = async (isEarlyFirst: boolean) => {
    app.clock.set('2026-03-02T02:00:00Z');
    const loan = await bring(app, lending, { to: 'DISBURSING' });
    app.clock.set('2026-03-05T02:00:00Z');
    const before = await repaid(app, loan);
    const after = { ...before, reference: `${before.reference}-2`, occurredOn: '2026-03-05' };
    const out = { ...(await paidOut(app, loan)), occurredOn: '2026-03-05' };
    const order = isEarlyFirst ? [before, after, out] : [out, before, after];
    for (const report of order) await core.command('core-report.receive', report);
    const { loan: found } = await readLoan(app, loan, 'code outstandingTotal');
    return found;
  };
  const [one, other] = [await owed(true), await owed(false)];
  t.equal(one.outstandingTotal, other.outstandingTotal, 'whichever came first');
  const { coreMismatches } = await open(app);
  t.match(
    coreMismatches.nodes,
    [one, other].map(({ code }) => ({
      kind: 'DATE',
      subject: `REPAYMENT R-${code}`,
      report: { status: 'MISMATCHED' },
    })),
  );
});

test('one case hides no other', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const told = await paidOut(app, await bring(app, lending, { to: 'DISBURSING' }));
  for (const amount of ['1.00', '2.00', '1.00']) {
    await core.command('core-report.receive', { ...told, amount });
  }
  const { coreMismatches } = await open(app);
  t.same(
    coreMismatches.nodes.map((each: { told: { amount: string } }) => each.told.amount).sort(),
    ['1.00', '2.00'],
  );
});

test('of every case somebody can read what is to be done', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const told = await paidOut(app, await bring(app, lending, { to: 'DISBURSING' }));
  await app.as('core.banking').command('core-report.receive', { ...told, amount: '1.00' });
  const [{ id }] = (await open(app)).coreMismatches.nodes;
  const read = async (who: string) =>
    (
      await app.as(who).query(
        `query ($id: ID!) { coreMismatchAllowedActions(coreMismatchId: $id) {
           coreMismatch { kind } adviceEn adviceZh
           allowedActions { action allowed reason { code } } } }`,
        { id },
      )
    ).coreMismatchAllowedActions;
  t.match(await read('loan.disburser'), {
    coreMismatch: { kind: 'AMOUNT' },
    adviceEn: mismatchAdvice.AMOUNT.en,
    allowedActions: [
      { action: 'core-mismatch.settle', allowed: true },
      {
        action: 'core-mismatch.accept',
        allowed: false,
        reason: { code: 'core-mismatch.not_acceptable' },
      },
    ],
  });
  for (const kind of CoreMismatchKind) t.ok(mismatchAdvice[kind].zh.length > 0, kind);
});

test('nobody tied to the borrower settles a case', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const told = await paidOut(app, await bring(app, lending, { to: 'DISBURSING' }));
  await app.as('core.banking').command('core-report.receive', { ...told, amount: '1.00' });
  const [{ id }] = (await open(app)).coreMismatches.nodes;
  const disburser = app.as('loan.disburser');
  const tie = { customerId: lending.customer, ground: 'DEBT' };
  await disburser.command('interest-declaration.make', tie);
  const settling = { id, resolution: 'TOLD_TWICE' };
  const { answer } = await disburser.refused('core-mismatch.settle', settling, { reason: '核实' });
  const asked = { id: answer.approval.id };
  t.match(await app.as('administrator').refused('approval.approve', asked), {
    code: 'loan.recused',
  });
});

test('money repaid on a loan that was never paid out is for a person', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loan = await bring(app, lending, { to: 'DISBURSING' });
  await core.command('core-report.receive', await repaid(app, loan));
  const refusal = { ...(await paidOut(app, loan)), kind: 'DISBURSEMENT_REFUSED', reference: 'N-1' };
  await core.command('core-report.receive', { ...refusal, explanation: '账户状态异常' });
  const { coreMismatches } = await open(app);
  t.match(coreMismatches.nodes, [{ kind: 'REPAID_BUT_REFUSED', loan: { id: loan } }]);
});
