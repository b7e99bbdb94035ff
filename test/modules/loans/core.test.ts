import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import {
  bring,
  confirmation,
  drawAndCheck,
  keyOf,
  openLending,
  readLoan,
  TERMS,
} from './lending.ts';

const countFacts = async (app: TestApp, loan: string): Promise<number> =>
  (
    await app.owner<{ count: number }>(
      'select count(*)::int as count from loan_fact where loan_id = $1',
      [keyOf(loan)],
    )
  )[0]?.count ?? -1;

test('a confirmation told twice is one, another answer is refused', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loan = await bring(app, lending, { to: 'DISBURSING' });
  const answer = await confirmation(app, loan);
  const cases = [
    [{ instruction: 'L20260302-000000000000-1' }, 'loan.instruction_unknown', ['instruction']],
    [{ amount: '11999.99' }, 'loan.amount_mismatch', ['amount']],
    [{ amount: '12000.001' }, 'input.invalid', ['amount']],
    [{ occurredOn: '2026-03-03' }, 'loan.date_in_future', ['occurredOn']],
    [{ occurredOn: '2026-03-01' }, 'loan.date_too_early', ['occurredOn']],
    [{ occurredOn: '2026-02-30' }, 'input.invalid', ['occurredOn']],
    [{ explanation: '余额不足' }, 'loan.explanation_required', ['explanation']],
    [{ outcome: 'REFUSED' }, 'loan.explanation_required', ['explanation']],
    [{ outcome: 'MAYBE' }, 'input.invalid', ['outcome']],
  ] as const;
  for (const [change, code, path] of cases) {
    t.match(await core.refused('loan.confirm', { ...answer, ...change }), { code, path }, code);
  }
  t.equal(await countFacts(app, loan), 0);
  const once = await core.command('loan.confirm', answer);
  const before = (await readLoan(app, loan, 'version outstandingTotal')).loan;
  t.same(await core.command('loan.confirm', answer), once);
  t.same((await readLoan(app, loan, 'version outstandingTotal')).loan, before, 'nothing changed');
  const others = [
    [{ amount: '11000.00' }, 'loan.reference_conflict'],
    [{ occurredOn: '2026-03-01' }, 'loan.reference_conflict'],
    [{ reference: 'CORE-OTHER' }, 'loan.instruction_answered'],
    [{ outcome: 'REFUSED', reference: 'X', explanation: '账户异常' }, 'loan.instruction_answered'],
  ] as const;
  for (const [change, code] of others) {
    t.match(await core.refused('loan.confirm', { ...answer, ...change }), { code }, code);
  }
  t.equal(await countFacts(app, loan), 1);
});

test('a refused disbursement is instructed anew, and the first answer stays', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loan = await bring(app, lending, { to: 'DISBURSING' });
  const first = await confirmation(app, loan);
  const refusal = { ...first, outcome: 'REFUSED', reference: 'N-1', explanation: '账户状态异常' };
  await core.command('loan.confirm', refusal);
  await core.command('loan.confirm', refusal);
  const fields =
    'status disburser { code } instruction steps(last: 1, order: NUMBER) { nodes { action opinion } }';
  t.match((await readLoan(app, loan, fields)).loan, {
    status: 'SIGNED',
    disburser: null,
    steps: { nodes: [{ action: 'REFUSE_DISBURSEMENT', opinion: '账户状态异常' }] },
  });
  await drawAndCheck(app, lending, { loan });
  await app.as('loan.disburser').command('loan.instruct', { id: loan });
  const second = await confirmation(app, loan);
  t.not(second.instruction, first.instruction);
  t.match(await core.refused('loan.confirm', first), { code: 'loan.instruction_answered' });
  await core.command('loan.confirm', second);
  t.match((await readLoan(app, loan, 'status coreReference')).loan, {
    status: 'ACTIVE',
    coreReference: second.reference,
  });
});

test('a repayment told twice counts once, under another amount, day or loan never', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const other = await bring(app, lending, { to: 'ACTIVE' });
  app.clock.set('2026-04-10T02:00:00Z');
  const fact = { id: loan, reference: 'R-1', amount: '1044.33', paidOn: '2026-04-01' };
  const cases = [
    [{ amount: '0' }, 'input.invalid'],
    [{ amount: '-5.00' }, 'input.invalid'],
    [{ amount: '99999999999999.00' }, 'input.invalid'],
    [{ paidOn: '2026-04-11' }, 'loan.date_in_future'],
    [{ paidOn: '2026-03-01' }, 'loan.date_too_early'],
  ] as const;
  for (const [change, code] of cases) {
    t.match(await core.refused('loan.repay', { ...fact, ...change }), { code }, code);
  }
  await core.command('loan.repay', fact);
  const after = (await readLoan(app, loan, 'version outstandingPrincipal overdueDays')).loan;
  t.match(after, { outstandingPrincipal: '11000.00', overdueDays: 0 });
  await core.command('loan.repay', fact);
  t.same((await readLoan(app, loan, 'version outstandingPrincipal overdueDays')).loan, after);
  for (const change of [{ amount: '1044.34' }, { paidOn: '2026-04-02' }, { id: other }]) {
    const refusal = await core.refused('loan.repay', { ...fact, ...change });
    t.match(refusal, { code: 'loan.reference_conflict', path: ['reference'] });
  }
  t.equal(await countFacts(app, loan), 2);
  const officer = await lending.zhang.refused('loan.repay', { ...fact, reference: 'R-2' });
  t.match(officer, { code: 'auth.forbidden' });
});

const STANDING = `outstandingPrincipal outstandingTotal overduePrincipal overdueInterest overdueSince
  overdueDays nextDueOn surplus loanClass classRuleSet classReasons { code }
  instalments(first: 20, order: NUMBER) { nodes { number paidPrincipal paidInterest settledOn } }`;

test('facts that come late give the answer they would have given on time', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const onTime = await bring(app, lending, { to: 'ACTIVE' });
  const late = await bring(app, lending, { to: 'ACTIVE' });
  const facts = [
    { reference: 'A', amount: '1044.33', paidOn: '2026-04-02' },
    { reference: 'B', amount: '700.00', paidOn: '2026-05-06' },
    { reference: 'C', amount: '2000.00', paidOn: '2026-06-20' },
  ];
  for (const { reference, ...fact } of facts) {
    app.clock.set(`${fact.paidOn}T04:00:00Z`);
    await core.command('loan.repay', { id: onTime, reference: `T-${reference}`, ...fact });
  }
  // Nothing has reached us of the other loan: it has become bad by the look of it.
  app.clock.set('2026-07-10T04:00:00Z');
  await app.as('loan.reviewer').command('loan.classify', { id: late });
  const seen = (await readLoan(app, late, STANDING)).loan;
  t.match(seen, { loanClass: 'SUBSTANDARD', overdueDays: 99, overdueSince: '2026-04-02' });
  for (const { reference, ...fact } of facts.toReversed()) {
    await core.command('loan.repay', { id: late, reference: `L-${reference}`, ...fact });
  }
  await app.as('loan.reviewer').command('loan.classify', { id: onTime });
  t.same((await readLoan(app, late, STANDING)).loan, (await readLoan(app, onTime, STANDING)).loan);
  t.match((await readLoan(app, late, STANDING)).loan, { loanClass: 'SPECIAL_MENTION' });
});

test('classification steps down with the days and never looks back', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const reviewer = app.as('loan.reviewer');
  app.clock.set('2027-05-01T04:00:00Z');
  const ladder = [
    ['2026-04-02', 'NORMAL', 0],
    ['2026-04-03', 'SPECIAL_MENTION', 1],
    ['2026-07-02', 'SUBSTANDARD', 91],
    ['2026-12-29', 'DOUBTFUL', 271],
    ['2027-03-29', 'LOSS', 361],
  ] as const;
  for (const [asOf, loanClass, overdueDays] of ladder) {
    await reviewer.command('loan.classify', { id: loan, asOf });
    const fields = 'loanClass overdueDays classifiedOn classReasons { explanation { en zh } }';
    const { loan: found } = await readLoan(app, loan, fields);
    t.match(found, { loanClass, overdueDays, classifiedOn: asOf });
    t.ok(found.classReasons[0].explanation.zh);
  }
  const earlier = await reviewer.refused('loan.classify', { id: loan, asOf: '2027-03-28' });
  t.match(earlier, { code: 'loan.date_too_early' });
  const future = await reviewer.refused('loan.classify', { id: loan, asOf: '2027-05-02' });
  t.match(future, { code: 'loan.date_in_future' });
  const list = await app.as('auditor').query(
    `{ loans(first: 5, order: MOST_OVERDUE, filter: { loanClass: [LOSS], overdueAtLeast: 361 }) {
         totalCount nodes { id customer { code } } }
       loanInstalments(first: 2, order: DUE, filter: { dueFrom: "2026-05-01" }) {
         nodes { dueOn loan { id } } } }`,
  );
  t.match(list.loans, { totalCount: 1, nodes: [{ id: loan }] });
  t.match(list.loanInstalments.nodes, [{ dueOn: '2026-05-02' }, { dueOn: '2026-06-02' }]);
});

test('money beyond the schedule is kept in sight, and only a paid loan settles', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const core = app.as('core.banking');
  const owing = await core.refused('loan.settle', { id: loan });
  t.match(owing, { code: 'loan.balance_outstanding', status: 409 });
  const { outstandingTotal } = (await readLoan(app, loan, 'outstandingTotal')).loan;
  const amount = (Number(outstandingTotal) + 5).toFixed(2);
  await core.command('loan.repay', { id: loan, reference: 'R', amount, paidOn: '2026-03-02' });
  t.match((await readLoan(app, loan, 'outstandingTotal surplus')).loan, {
    outstandingTotal: '0.00',
    surplus: '5.00',
  });
  app.clock.set('2026-03-03T04:00:00Z');
  const more = { id: loan, reference: 'R2', amount: TERMS.amount, paidOn: '2026-03-03' };
  t.match(await core.refused('loan.repay', more), { code: 'loan.nothing_outstanding' });
  await core.command('loan.settle', { id: loan });
  await core.command('loan.repay', { id: loan, reference: 'R', amount, paidOn: '2026-03-02' });
  t.match((await readLoan(app, loan, 'status')).loan, { status: 'SETTLED' });
});
