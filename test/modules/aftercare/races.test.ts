import { test } from 'tap';
import { type Caller, testApp } from '../../helpers/app.ts';
import { bring, openLending, readLoan } from '../loans/lending.ts';

const HASH = 'a'.repeat(64);

/** What became of a command: `done`, or the code of its refusal. */
const outcome = (who: Caller, name: string, input: Record<string, unknown>) =>
  who
    .command(name, input)
    .then(() => 'done')
    .catch((error: Error) => /"code":"([^"]+)"/.exec(error.message)?.[1] ?? error.message);

test('aftercare under races', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang } = lending;
  const admin = app.as('administrator');
  const core = app.as('core.banking');
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const counted = async (table: string): Promise<number> =>
    Number((await app.owner<{ count: string }>(`select count(*) from ${table}`))[0]?.count);

  await t.test('planned several times at once, each occasion asks once', async (t) => {
    app.clock.set('2026-04-05T02:00:00Z');
    const plans = ['loan-check.plan', 'collection-case.plan'].flatMap((name) =>
      Array.from({ length: 4 }, () => outcome(admin, name, {})),
    );
    t.same(new Set(await Promise.all(plans)), new Set(['done']));
    t.equal(await counted('loan_check'), 2, 'the first one and one for the delay');
    t.equal(await counted('collection_case'), 1);
  });

  await t.test('recorded twice at once, a check is done once', async (t) => {
    const [first] = await app.owner<{ id: string }>(
      `select id from loan_check where kind = 'FIRST'`,
    );
    const findings = {
      id: `loancheck_${first?.id}`,
      way: 'RECORDS',
      checkedOn: '2026-04-05',
      contact: 'REACHED',
      fundUse: 'AS_AGREED',
      conclusion: 'NORMAL',
      evidence: [HASH],
    };
    const outcomes = await Promise.all(
      [zhang, lending.li].map((who) => outcome(who, 'loan-check.record', findings)),
    );
    t.same(outcomes.sort(), ['done', 'loan-check.not_due']);
  });

  await t.test(
    'a write-off against the last repayment: money is neither lost nor made',
    async (t) => {
      app.clock.set('2027-09-01T02:00:00Z');
      await core.command('loan.classify', { id: loan });
      const { loanChange } = await zhang.command('loan-change.propose', {
        loanId: loan,
        kind: 'WRITE_OFF',
        ground: 'DEATH',
        statement: '借款人身故，无遗产',
        evidence: [HASH],
      });
      const outcomes = await Promise.all([
        outcome(app.as('grid.manager'), 'loan-change.approve', { id: loanChange, opinion: '同意' }),
        outcome(core, 'loan.repay', {
          id: loan,
          reference: 'CORE-LAST',
          amount: '3000.00',
          paidOn: '2027-09-01',
        }),
      ]);
      t.equal(outcomes[1], 'done');
      t.equal(outcomes[0], 'done');
      const figures = (await readLoan(app, loan, 'outstandingPrincipal writtenOff surplus')).loan;
      t.match(figures, { outstandingPrincipal: '0.00', surplus: '0.00' });
      t.equal(await counted(`loan_fact where kind in ('REPAID', 'WRITTEN_OFF')`), 2);
      // 12,000 lent and its interest: 3,000 came in, the rest is the claim.
      const claim = Number(figures.writtenOff);
      t.ok(claim > 9_000 && claim < 9_600, `${claim}`);
    },
  );
});
