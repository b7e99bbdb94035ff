import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { bring, confirmation, keyOf, openLending, readLoan } from '../loans/lending.ts';

/** What happens to one loan, in the order of its days; references are given per loan. */
const FACTS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['loan.repay', { amount: '1044.33', paidOn: '2026-04-02' }],
  ['loan.repay', { amount: '3000.00', paidOn: '2026-04-20', recomputation: 'LOWER_INSTALMENT' }],
  ['loan.charge-penalty', { amount: '12.30', occurredOn: '2026-05-10' }],
  ['loan.repay', { amount: '500.00', paidOn: '2026-05-12' }],
  ['loan.repay', { amount: '2500.00', paidOn: '2026-06-25', recomputation: 'SHORTEN_TERM' }],
  ['loan.repay', { amount: '100.00', paidOn: '2026-07-01' }],
  ['loan.receive-subsidy', { amount: '1.00', occurredOn: '2026-07-02' }],
];

const STORED = `select json_build_object(
  'loan', (select json_build_array(outstanding_principal_fen, outstanding_total_fen, penalty_fen,
    overdue_principal_fen, overdue_interest_fen, overdue_since, overdue_days, next_due_on,
    surplus_fen, loan_class) from loan where id = $1),
  'instalments', (select json_agg(json_build_array(number, period_from, due_on, principal_fen,
    interest_fen, balance_after_fen, paid_principal_fen, paid_interest_fen, settled_on)
    order by number) from loan_instalment where loan_id = $1),
  'standings', (select json_agg(json_build_array(valid_from, valid_to, outstanding_principal_fen,
    outstanding_interest_fen, penalty_fen, overdue_principal_fen, overdue_interest_fen,
    overdue_since, overdue_days, next_due_on, surplus_fen) order by valid_from)
    from loan_standing where loan_id = $1)) as stored`;

const stored = async (app: TestApp, loan: string) =>
  (await app.owner<{ stored: Record<string, unknown[]> }>(STORED, [keyOf(loan)]))[0]?.stored;

const dayOf = (fact: Record<string, unknown>) => String(fact.paidOn ?? fact.occurredOn);

test('however late facts become known, what is stored is what it would have been', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loans: string[] = [];
  for (let made = 0; made < 4; made += 1) loans.push(await bring(app, lending, { to: 'ACTIVE' }));
  const [onTime = '', ...late] = loans;
  const report = (loan: string, index: number) => {
    const [name, fact] = FACTS[index] ?? ['', {}];
    return core.command(name, { id: loan, reference: `${keyOf(loan)}-${index}`, ...fact });
  };
  for (const [index, [, fact]] of FACTS.entries()) {
    app.clock.set(`${dayOf(fact)}T04:00:00Z`);
    await report(onTime, index);
  }
  app.clock.set('2026-09-10T04:00:00Z');
  await app.as('loan.reviewer').command('loan.classify', { id: onTime });
  const expected = await stored(app, onTime);
  t.ok((expected?.standings?.length ?? 0) > FACTS.length, 'a life of many turns');
  const orders = [
    [6, 5, 4, 3, 2, 1, 0],
    [4, 1, 6, 0, 3, 5, 2],
    [2, 4, 0, 5, 1, 6, 3],
  ];
  for (const [at, loan] of late.entries()) {
    for (const index of orders[at] ?? []) await report(loan, index);
    t.same(await stored(app, loan), expected, `order ${orders[at]}`);
  }
});

test('what was reported by mistake is taken back, and nothing is left of it but its record', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  app.clock.set('2026-07-10T04:00:00Z');
  await app.as('loan.reviewer').command('loan.classify', { id: loan });
  const before = await stored(app, loan);
  const early = { amount: '5000.00', paidOn: '2026-03-20', recomputation: 'SHORTEN_TERM' };
  await core.command('loan.repay', { id: loan, reference: 'WRONG', ...early });
  t.not(JSON.stringify(await stored(app, loan)), JSON.stringify(before));
  const fields =
    'facts(first: 9) { nodes { id kind reference explanation reverses { reference } } }';
  const facts = (await readLoan(app, loan, fields)).loan.facts.nodes;
  const factOf = (kind: string) => facts.find((each: { kind: string }) => each.kind === kind)?.id;
  const back = { id: loan, reference: 'BACK', occurredOn: '2026-07-10' };
  const reason = { reason: '核心误入账' };
  const wrong = { ...back, factId: factOf('EARLY_REPAID') };
  const paidOut = await core.refused(
    'loan.reverse-fact',
    { ...back, factId: factOf('DISBURSED') },
    reason,
  );
  t.match(paidOut, { code: 'loan.fact_not_reversible' });
  await core.command('loan.reverse-fact', wrong, reason);
  t.same(await stored(app, loan), before);
  await core.command('loan.reverse-fact', wrong, reason);
  const twice = await core.refused('loan.reverse-fact', { ...wrong, reference: 'B2' }, reason);
  t.match(twice, { code: 'loan.fact_not_reversible' });
  const after = (await readLoan(app, loan, fields)).loan.facts.nodes;
  t.match(
    after.find((each: { kind: string }) => each.kind === 'REVERSED'),
    { explanation: '核心误入账', reverses: { reference: 'WRONG' } },
  );
});

test('a reference names one movement of money, whatever it is reported as', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const paid = { id: loan, reference: 'R', amount: '10.00', paidOn: '2026-03-02' };
  await core.command('loan.repay', paid);
  const again = await core.refused('loan.repay', { ...paid, recomputation: 'SHORTEN_TERM' });
  t.match(again, { code: 'loan.reference_conflict' });
});

test('a repayment before the disbursement is confirmed is held, and then counts', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loan = await bring(app, lending, { to: 'DISBURSING' });
  const paid = { id: loan, reference: 'R', amount: '1000.00', paidOn: '2026-03-02' };
  const early = await core.refused('loan.repay', { ...paid, paidOn: '2026-03-01' });
  t.match(early, { code: 'loan.date_too_early', path: ['paidOn'] }, 'before it was instructed');
  await core.command('loan.repay', paid);
  await core.command('loan.repay', paid);
  const seen = (
    await readLoan(app, loan, 'status outstandingTotal facts(first: 5) { nodes { kind } }')
  ).loan;
  t.match(seen, {
    status: 'DISBURSING',
    outstandingTotal: '0.00',
    facts: { nodes: [{ kind: 'REPAID' }] },
  });
  await core.command('loan.confirm', await confirmation(app, loan));
  const { loan: found } = await readLoan(
    app,
    loan,
    'status outstandingPrincipal instalments(first: 1, order: NUMBER) { nodes { paidPrincipal settledOn } }',
  );
  t.match(found, {
    status: 'ACTIVE',
    instalments: { nodes: [{ paidPrincipal: '955.67', settledOn: null }] },
  });
});

test('where a loan stood and will stand is one look-up', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const at = async (day: string) => {
    const query = `query ($id: ID!, $day: Date!) { loan(id: $id) { standings(first: 2, asOf: $day) {
      nodes { validFrom outstandingPrincipal overduePrincipal overdueSince overdueDays } } } }`;
    return (await app.as('auditor').query(query, { id: loan, day })).loan.standings.nodes;
  };
  t.same(await at('2026-03-01'), [], 'before it was paid out');
  t.match(await at('2026-04-02'), [{ outstandingPrincipal: '12000.00', overdueSince: null }]);
  t.match(await at('2026-04-30'), [
    { validFrom: '2026-04-03', overdueSince: '2026-04-02', overduePrincipal: '1000.00' },
  ]);
  t.match(await at('2099-01-01'), [{ overduePrincipal: '12000.00', overdueSince: '2026-04-02' }]);
});

test('a loan from before standings were kept is laid out once', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const paid = { id: loan, reference: 'R', amount: '1044.33', paidOn: '2026-03-02' };
  await app.as('core.banking').command('loan.repay', paid);
  const before = await stored(app, loan);
  await app.owner('delete from loan_standing where loan_id = $1', [keyOf(loan)]);
  const worker = testWorker(t, app);
  await worker.run('loan.lay-out-missing');
  t.same(await stored(app, loan), before);
  const again = await app.as('administrator').command('loan.lay-out-missing', {});
  t.same(again, { laidOut: 0, remaining: false });
});

test('one movement of money told in two ways at once counts once', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const { code } = (await readLoan(app, loan, 'code')).loan;
  const core = app.as('core.banking');
  const row = { loan: code, reference: 'R', amount: '100.00', paidOn: '2026-03-02' };
  const { batch } = await core.command('repayment-batch.receive', {
    total: '100.00',
    rowCount: 1,
    rows: [row],
  });
  const paid = { id: loan, reference: 'R', amount: '100.00', paidOn: '2026-03-02' };
  await Promise.all([
    core.command('loan.repay', paid),
    app.as('administrator').command('repayment-batch.post', { id: batch }),
    core.command('loan.repay', paid),
  ]);
  const facts = 'select count(*)::int as n from loan_fact where loan_id = $1 and kind = $2';
  t.same(await app.owner(facts, [keyOf(loan), 'REPAID']), [{ n: 1 }]);
  t.match((await readLoan(app, loan, 'outstandingPrincipal')).loan, {
    outstandingPrincipal: '11944.33',
  });
});

test('what it takes to repay a loan is asked, paid, and settles it', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const ask =
    'query ($id: ID!, $day: Date!) { loanPayoff(loanId: $id, day: $day) { total interest } }';
  const payoff = await lending.zhang.query(ask, { id: loan, day: '2026-03-12' });
  // 12,000 x 4.35 % x 10 / 365.
  t.match(payoff.loanPayoff, { total: '12014.30', interest: '14.30' });
  const past = await lending.zhang.graphql(ask, { id: loan, day: '2026-03-01' });
  t.match(past.errors[0].extensions, { code: 'loan.date_too_early' });
  app.clock.set('2026-03-12T04:00:00Z');
  const paid = { id: loan, reference: 'R', amount: '12014.30', paidOn: '2026-03-12' };
  await app.as('core.banking').command('loan.repay', { ...paid, recomputation: 'SHORTEN_TERM' });
  await app.as('core.banking').command('loan.settle', { id: loan });
  t.match((await readLoan(app, loan, 'status surplus')).loan, {
    status: 'SETTLED',
    surplus: '0.00',
  });
});
