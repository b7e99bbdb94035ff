import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { bring, openLending, readLoan } from '../loans/lending.ts';

const EVIDENCE = ['d'.repeat(64)];
const EXTENSION = {
  kind: 'EXTENSION',
  ground: 'SEASON',
  months: 6,
  statement: '晚稻受灾，销售推迟',
  evidence: EVIDENCE,
};
const OPINION = { opinion: '情况属实，同意' };
const LAST_DUE = `instalments(first: 100) { nodes { dueOn } }`;

test('extension and restructuring', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang } = lending;
  const approver = app.as('loan.approver');
  const manager = app.as('grid.manager');
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const propose = async (terms: object) =>
    (await zhang.command('loan-change.propose', { loanId: loan, ...terms })).loanChange as string;
  const refused = (terms: object) =>
    codeOf(zhang, 'loan-change.propose', { loanId: loan, ...terms });
  const maturity = async () =>
    (await readLoan(app, loan, LAST_DUE)).loan.instalments.nodes
      .map(({ dueOn }: { dueOn: string }) => dueOn)
      .sort()
      .at(-1);
  const statusOf = async (id: string) =>
    (
      await app.as('auditor').query(
        `query ($id: ID!) { loanChange(id: $id) { status kind principal
          proposedBy { code } decidedBy { code } } }`,
        { id },
      )
    ).loanChange;

  await t.test('what the rules do not allow is not even proposed', async (t) => {
    t.equal(await refused({ ...EXTENSION, months: 13 }), 'loan-change.too_long');
    t.equal(await refused({ ...EXTENSION, months: undefined }), 'loan-change.terms');
    t.equal(await refused({ ...EXTENSION, annualRate: '1' }), 'loan-change.terms');
    t.equal(await refused({ ...EXTENSION, ground: 'DEATH' }), 'loan-change.ground');
    t.equal(await refused({ ...EXTENSION, evidence: [] }), 'input.invalid');
    const draft = await bring(app, lending, { to: 'DRAFT' });
    t.equal(await refused({ ...EXTENSION, loanId: draft }), 'loan-change.loan_not_active');
  });

  await t.test('one proposes, another decides; the schedule follows', async (t) => {
    t.equal(await maturity(), '2027-03-02');
    const id = await propose(EXTENSION);
    t.equal(await refused(EXTENSION), 'loan-change.proposed_already');
    t.equal(await codeOf(zhang, 'loan-change.approve', { id, ...OPINION }), 'auth.forbidden');
    const seen = await approver.query(
      `query ($id: ID!) { loanChangeAllowedActions(loanChangeId: $id) {
        allowedActions { action allowed reason { code } } } }`,
      { id },
    );
    t.match(seen.loanChangeAllowedActions.allowedActions, [
      { action: 'loan-change.approve', allowed: true },
      {
        action: 'loan-change.vote',
        allowed: false,
        reason: { code: 'loan-change.level_single' },
      },
      { action: 'loan-change.reject', allowed: true },
      { action: 'loan-change.withdraw', allowed: false, reason: { code: 'auth.forbidden' } },
    ]);
    await approver.command('loan-change.approve', { id, ...OPINION });
    t.match(await statusOf(id), {
      status: 'APPLIED',
      principal: '12000.00',
      proposedBy: { code: 'zhang' },
      decidedBy: { code: 'loan.approver' },
    });
    t.equal(await maturity(), '2027-09-02');
    t.equal(
      await codeOf(approver, 'loan-change.approve', { id, ...OPINION }),
      'loan-change.decided',
    );
    t.equal(await refused({ ...EXTENSION, months: 7 }), 'loan-change.too_long');
  });

  await t.test('a proposal is taken back by whoever made it, or rejected', async (t) => {
    const first = await propose(EXTENSION);
    t.equal(await codeOf(manager, 'loan-change.withdraw', { id: first }), 'loan-change.not_own');
    await zhang.command('loan-change.withdraw', { id: first });
    t.match(await statusOf(first), { status: 'WITHDRAWN' });
    const second = await propose(EXTENSION);
    await manager.command('loan-change.reject', { id: second, opinion: '依据不足' });
    t.match(await statusOf(second), { status: 'REJECTED' });
    t.equal(await maturity(), '2027-09-02');
  });

  await t.test('what a manager proposes, the manager does not decide', async (t) => {
    const { loanChange: id } = await manager.command('loan-change.propose', {
      loanId: loan,
      ...EXTENSION,
    });
    const own = { id, ...OPINION };
    t.equal(await codeOf(manager, 'loan-change.approve', own), 'loan-change.same_person');
    await manager.command('loan-change.withdraw', { id });
  });

  await t.test('a borrower in trouble gets new terms', async (t) => {
    app.clock.set('2026-05-10T02:00:00Z');
    t.equal(await refused({ ...EXTENSION, months: 3 }), 'loan-change.is_restructuring');
    const terms = {
      kind: 'RESTRUCTURING',
      ground: 'ILLNESS',
      months: 24,
      repaymentMethod: 'INTEREST_MONTHLY',
      annualRate: '3.45',
      statement: '户主患病，收入下降',
      evidence: EVIDENCE,
    };
    t.equal(await refused({ ...terms, annualRate: '4.36' }), 'loan-change.dearer');
    const id = await propose(terms);
    await approver.command('loan-change.approve', { id, ...OPINION });
    t.equal(await maturity(), '2028-05-10');
    t.match(await readLoan(app, loan, 'overdueSince outstandingPrincipal'), {
      loan: { overdueSince: null, outstandingPrincipal: '12000.00' },
    });
  });

  await t.test('two who decide at once: one of them does', async (t) => {
    const { loanChange: id } = await zhang.command('loan-change.propose', {
      loanId: loan,
      kind: 'RESTRUCTURING',
      ground: 'ILLNESS',
      months: 30,
      repaymentMethod: 'INTEREST_MONTHLY',
      annualRate: '3.45',
      statement: '再次调整',
      evidence: EVIDENCE,
    });
    const answers = await Promise.all(
      [approver, manager].map((who) =>
        who
          .command('loan-change.approve', { id, ...OPINION })
          .then(() => 'done')
          .catch((error: Error) => /"code":"([^"]+)"/.exec(error.message)?.[1]),
      ),
    );
    t.same(answers.sort(), ['done', 'loan-change.decided']);
    const facts = await app.owner<{ count: string }>(
      `select count(*) from loan_fact where kind = 'RESTRUCTURED'`,
    );
    t.equal(facts[0]?.count, '2');
  });
});
