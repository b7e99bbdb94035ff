import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { application, bring, openLending, readLoan, registerHousehold } from '../loans/lending.ts';

const HASH = 'e'.repeat(64);
const WRITE_OFF = {
  kind: 'WRITE_OFF',
  ground: 'LONG_OVERDUE',
  statement: '多次催收无果',
  evidence: [HASH],
};
const OPINION = { opinion: '同意核销' };
const FIGURES = 'status outstandingPrincipal outstandingTotal overdueSince';

test('write-off, recovery and who answers', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang } = lending;
  const core = app.as('core.banking');
  const manager = app.as('grid.manager');
  const auditor = app.as('auditor');
  const admin = app.as('administrator');
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const refused = (terms: object) =>
    codeOf(zhang, 'loan-change.propose', { loanId: loan, ...WRITE_OFF, ...terms });
  const personOf = async (code: string): Promise<string | undefined> =>
    (await app.owner<{ id: string }>('select id from person where code = $1', [code]))[0]?.id;
  const paid = (name: string, reference: string, amount: string, paidOn: string) =>
    core.command(name, { id: loan, reference, amount, paidOn });

  await t.test('a guarantor pays, once, and only while something is owed', async (t) => {
    app.clock.set('2026-06-20T02:00:00Z');
    await paid('loan.pay-from-guarantee', 'G-1', '1000.00', '2026-06-15');
    await paid('loan.pay-from-guarantee', 'G-1', '1000.00', '2026-06-15');
    const facts = `facts(first: 20) { nodes { kind amount } }`;
    const { nodes } = (await readLoan(app, loan, facts)).loan.facts;
    t.equal(nodes.filter(({ kind }: { kind: string }) => kind === 'GUARANTEE_PAID').length, 1);
    const again = { id: loan, reference: 'G-1', amount: '1000.01', paidOn: '2026-06-15' };
    t.equal(await codeOf(core, 'loan.pay-from-guarantee', again), 'loan.reference_conflict');
    const future = { ...again, reference: 'G-2', paidOn: '2026-06-21' };
    t.equal(await codeOf(core, 'loan.pay-from-guarantee', future), 'loan.date_in_future');
    const early = { ...again, reference: 'G-2', paidOn: '2026-03-01' };
    t.equal(await codeOf(core, 'loan.pay-from-guarantee', early), 'loan.date_too_early');
    const zero = { ...again, reference: 'G-2', amount: '0.00' };
    t.equal(await codeOf(core, 'loan.pay-from-guarantee', zero), 'input.invalid');
    const recovery = { ...again, reference: 'R-0' };
    t.equal(await codeOf(core, 'loan.recover', recovery), 'loan.not_written_off');
  });

  await t.test('nothing is written off before it is lost, and demanded', async (t) => {
    t.equal(await refused({}), 'loan-change.not_lost');
    app.clock.set('2027-08-10T02:00:00Z');
    await core.command('loan.classify', { id: loan });
    t.equal(await refused({}), 'loan-change.not_pursued');
    await admin.command('collection-case.plan', {});
    const { collectionCases } = await auditor.query(
      `query ($loan: ID!) { collectionCases(first: 5, filter: { loan: $loan }) { nodes { id } } }`,
      { loan },
    );
    await zhang.command('collection-case.act', {
      id: collectionCases.nodes[0].id,
      kind: 'LETTER',
      party: 'BORROWER',
      result: 'DELIVERED',
      takenAt: '2027-08-10T09:00:00+08:00',
      letterNumber: 'CS-1',
      evidenceSha256: HASH,
    });
  });

  await t.test(
    'whoever lent does not write off; somebody else does, within their limit',
    async (t) => {
      const { loanChange: id } = await zhang.command('loan-change.propose', {
        loanId: loan,
        ...WRITE_OFF,
      });
      const decision = { id, ...OPINION };
      t.equal(
        await codeOf(app.as('loan.approver'), 'loan-change.approve', decision),
        'loan-change.own_loan',
      );
      await manager.command('loan-change.approve', decision);
      t.match(await readLoan(app, loan, FIGURES), {
        loan: { outstandingPrincipal: '0.00', outstandingTotal: '0.00', overdueSince: null },
      });
      t.equal(await refused({}), 'loan-change.nothing_owed');
      t.equal(
        await codeOf(app.as('loan.disburser'), 'loan.settle', { id: loan }),
        'loan.balance_outstanding',
        'a claim written off is still a claim',
      );
    },
  );

  await t.test('it counts against the borrower, and nothing more is lent on it', async (t) => {
    const [{ fen } = { fen: '0' }] = await app.owner<{ fen: string }>(
      'select written_off_fen::text as fen from loan where written_off_fen > 0',
    );
    const claim = `${fen.slice(0, -2)}.${fen.slice(-2)}`;
    const { loanExposure } = await zhang.query(
      `query ($id: ID!) { loanExposure(customerId: $id) { committed writtenOff } }`,
      { id: lending.customer },
    );
    t.same(loanExposure, { committed: claim, writtenOff: claim });
    const { loanRelatedExposure } = await zhang.query(
      `query ($id: ID!) { loanRelatedExposure(customerId: $id) { household } }`,
      { id: lending.customer },
    );
    t.same(loanRelatedExposure, { household: claim });
    t.match(await zhang.refused('loan.apply', application(lending.customer)), {
      code: 'loan.claim_written_off',
      details: { writtenOff: claim },
    });
  });

  await t.test('the claim is pursued, and what comes in is a recovery', async (t) => {
    await admin.command('collection-case.plan', {});
    const { collectionCases } = await auditor.query(
      `query ($loan: ID!) { collectionCases(first: 5, filter: { loan: $loan }) { nodes { status } } }`,
      { loan },
    );
    t.match(collectionCases.nodes, [{ status: 'OPEN' }]);
    app.clock.set('2027-09-10T02:00:00Z');
    await paid('loan.recover', 'R-1', '500.00', '2027-09-01');
    const early = { id: loan, reference: 'R-2', amount: '1.00', paidOn: '2027-08-09' };
    t.equal(await codeOf(core, 'loan.recover', early), 'loan.not_written_off');
  });

  await t.test('who answers: found by somebody who had no part', async (t) => {
    const officer = `person_${(await personOf('zhang')) ?? ''}`;
    const found = {
      loanId: loan,
      personId: officer,
      duty: 'INVESTIGATION',
      degree: 'MAIN',
      grounds: '未核实还款来源',
      evidence: [HASH],
    };
    const none = { ...found, duty: 'APPROVAL' };
    t.equal(await codeOf(auditor, 'loan-liability.find', none), 'loan-liability.no_part');
    await auditor.command('loan-liability.find', found);
    t.equal(await codeOf(auditor, 'loan-liability.find', found), 'loan-liability.found_already');
    await auditor.command('loan-liability.find', { ...found, duty: 'MANAGEMENT' });
    const customer = await registerHousehold(zhang, lending.grid);
    const sound = await bring(app, lending, { to: 'DRAFT', customer });
    t.equal(
      await codeOf(auditor, 'loan-liability.find', { ...found, loanId: sound }),
      'loan-liability.loan_not_bad',
    );
  });

  await t.test('who manages: the officer of the grid, until somebody is named', async (t) => {
    const duties = async (asOf: string) =>
      (
        await auditor.query(
          `query ($id: ID!, $asOf: Date) { loanDuties(loanId: $id, asOf: $asOf) {
            caused { person { code } duty } manager { code } named } }`,
          { id: loan, asOf },
        )
      ).loanDuties;
    t.match(await duties('2027-09-10'), { manager: { code: 'zhang' }, named: false });
    const why = { reason: '专人管理不良贷款' };
    const li = `person_${await personOf('li')}`;
    await manager.command('loan-manager.assign', { loanId: loan, personId: li }, why);
    const named = await duties('2027-09-10');
    t.match(named, { manager: { code: 'li' }, named: true });
    t.same(
      named.caused.map(({ duty }: { duty: string }) => duty),
      ['INVESTIGATION', 'INVESTIGATION', 'REVIEW', 'APPROVAL', 'DISBURSEMENT'],
    );
    t.match(await duties('2027-09-09'), { manager: { code: 'zhang' }, named: false });
    const past = { loanId: loan, personId: li, from: '2027-09-09' };
    t.equal(await codeOf(manager, 'loan-manager.assign', past, why), 'loan-manager.date');
    const later = { loanId: loan, personId: li, from: '2027-10-01' };
    await manager.command('loan-manager.assign', later, why);
    const between = { loanId: loan, personId: li, from: '2027-09-20' };
    t.equal(await codeOf(manager, 'loan-manager.assign', between, why), 'loan-manager.overlap');
  });
});
