import { test } from 'tap';
import { type Caller, testApp } from '../../helpers/app.ts';
import { board, setMatrix } from '../credit-authority/board.ts';
import { bring, openLending, readLoan } from '../loans/lending.ts';
import { convene, EXTENSION, MEMBERS, propose, RULES, WRITE_OFF } from './board-changes.ts';

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

const said = (id: string) => ({ id, choice: 'FOR', opinion: '同意' });

test('a committee at once: as many votes as carry it, one a member, and one change', async (t) => {
  const app = await testApp(t);
  const { lending, loan } = await convene(app);
  const levels = [board({ vetoRoles: [] })];
  const rules = [...RULES.slice(0, 2), { ...RULES[2], levels }];
  await setMatrix(app, { code: 'M2', validFrom: '2026-03-03', rules });
  app.clock.set('2026-03-03T02:00:00Z');
  const id = await propose(lending, loan, WRITE_OFF);
  const votes = [...MEMBERS, ...MEMBERS].map((who) =>
    outcome(app.as(who), 'loan-change.vote', said(id)),
  );
  const outcomes = await Promise.all(votes);
  t.equal(outcomes.filter((each) => each === 'done').length, 4, 'a quorum of four');
  const others = outcomes.filter((each) => each !== 'done');
  t.same(
    others.filter((code) => !['loan-change.decided', 'loan-change.voted_already'].includes(code)),
    [],
  );
  t.same(
    await app.owner(`select count(*)::int as votes, count(distinct person_id)::int as people,
      (select count(*)::int from loan_fact where kind = 'WRITTEN_OFF') as facts
      from loan_change_vote`),
    [{ votes: 4, people: 4, facts: 1 }],
  );
});

test('the vote that carries a change against the proposer who takes it back: one of them', async (t) => {
  const app = await testApp(t);
  const { lending, loan } = await convene(app);
  for (let turn = 0; turn < 6; turn += 1) {
    const id = await propose(lending, loan, { ...EXTENSION, months: 1 });
    await app.as('grid.manager').command('loan-change.approve', { id, opinion: '同意' });
    for (const who of ['m1', 'm2', 'm3']) await app.as(who).command('loan-change.vote', said(id));
    const race = [
      () => outcome(app.as('chair'), 'loan-change.vote', said(id)),
      () => outcome(lending.zhang, 'loan-change.withdraw', { id }),
    ];
    const running = turn % 2 === 0 ? race : race.toReversed();
    const outcomes = await Promise.all(running.map((run) => run()));
    t.same(outcomes.toSorted(), ['done', 'loan-change.decided']);
    const [row] = await app.owner<{ status: string; made: boolean; closed: boolean }>(
      `select c.status, exists (select from loan_fact f where f.reference = c.id::text) as made,
         exists (select from loan_change_deliberation d where d.change_id = c.id
           and d.status = case c.status when 'APPLIED' then 'APPROVED' else c.status end) as closed
       from loan_change c order by c.id desc limit 1`,
    );
    t.equal(row?.made, row?.status === 'APPLIED');
    t.equal(row?.closed, true);
  }
});
