import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import {
  application,
  bring,
  confirmation,
  keyOf,
  openLending,
  readLoan,
} from '../loans/lending.ts';

const FACTS = `annualRate facts(first: 5) { nodes { kind reference occurredOn annualRate } }
  instalments(first: 20, order: NUMBER) { nodes { dueOn interest } }`;

test('a floating rate follows the prime rate on its day, once', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const worker = testWorker(t, app);
  const terms = { repaymentMethod: 'INTEREST_MONTHLY' };
  const floating = await bring(app, lending, { to: 'ACTIVE', terms });
  const fixed = await bring(app, lending, { to: 'ACTIVE', terms });
  // Which products float is tried elsewhere; this one is repriced every New Year.
  await app.owner(
    `update loan set rate_type = 'LPR_FLOATING', spread = 1.35,
       product_id = (select id from loan_product where code = 'MERCHANT_OPERATING'
         and institution_id = loan.institution_id),
       prime_rate_id = (select id from prime_rate where tenor = 'ONE_YEAR'
         and institution_id = loan.institution_id order by published_on desc limit 1)
     where id = $1`,
    [keyOf(floating)],
  );
  app.clock.set('2026-12-31T02:00:00Z');
  const published = { tenor: 'ONE_YEAR', publishedOn: '2026-12-21', rate: '2.8' };
  await app.as('administrator').command('prime-rate.record', published);
  await worker.run('loan.reprice-due');
  t.equal((await readLoan(app, floating, FACTS)).loan.facts.nodes.length, 1, 'not before its day');
  // Two days late, it still counts from its day.
  app.clock.set('2027-01-02T18:00:00Z');
  await worker.run('loan.reprice-due');
  await worker.run('loan.reprice-due');
  const { loan } = await readLoan(app, floating, FACTS);
  const changed = loan.facts.nodes.filter((fact: { kind: string }) => fact.kind === 'RATE_CHANGED');
  t.match(changed, [{ occurredOn: '2027-01-01', annualRate: '4.150000' }]);
  t.equal(changed.length, 1);
  // 12,000 x (30 days x 4.35 % + 1 day x 4.15 %) / 365, and 31 days of 4.15 %.
  t.match(loan.instalments.nodes.slice(9), [
    { dueOn: '2027-01-02', interest: '44.27' },
    { dueOn: '2027-02-02', interest: '42.30' },
  ]);
  const other = (await readLoan(app, fixed, FACTS)).loan.facts.nodes;
  t.equal(other.length, 1, 'a fixed rate stays');
});

test('another rate takes two people, and stays within the product', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const approver = app.as('loan.approver');
  const disburser = app.as('loan.disburser');
  const change = { id: loan, reference: 'RC-1', occurredOn: '2026-03-02', annualRate: '4' };
  const ask = async (more: object = {}) => {
    const given = { ...change, ...more };
    const { answer } = await approver.refused('loan.change-rate', given, { reason: '协商下调' });
    return { id: answer.approval.id };
  };
  const low = await ask({ annualRate: '0.1' });
  t.match(await disburser.refused('approval.approve', low), { code: 'loan.rate_not_allowed' });
  const asked = await ask();
  t.equal((await readLoan(app, loan, FACTS)).loan.facts.nodes.length, 1, 'nothing yet');
  await disburser.command('approval.approve', asked);
  const { facts, instalments } = (await readLoan(app, loan, FACTS)).loan;
  t.match(facts.nodes, [{ kind: 'DISBURSED' }, { kind: 'RATE_CHANGED', annualRate: '4.000000' }]);
  t.match(instalments.nodes[0], { interest: '40.77' }, '12,000 x 4 % x 31 / 365');
});

test('what a subsidised product says stands on the loan, and the subsidy is received', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const relief = application(lending.customer, {
    product: 'POVERTY_RELIEF',
    repaymentMethod: 'INTEREST_MONTHLY',
    annualRate: '3',
  });
  const { loan: applied } = await lending.zhang.command('loan.apply', relief);
  const fields =
    'subsidyPoints subsidyShare subsidyUpTo subsidyMonths rounding allocation graceDays';
  t.match((await readLoan(app, applied, fields)).loan, {
    subsidyPoints: null,
    subsidyShare: '100.000000',
    subsidyUpTo: '50000.00',
    subsidyMonths: 36,
    rounding: 'HALF_UP',
    allocation: 'PENALTY_INTEREST_PRINCIPAL',
  });
  const terms = { repaymentMethod: 'INTEREST_MONTHLY' };
  const loan = await bring(app, lending, { to: 'DISBURSING', terms });
  await app.owner('update loan set subsidy_share = 100 where id = $1', [keyOf(loan)]);
  const core = app.as('core.banking');
  await core.command('loan.confirm', await confirmation(app, loan));
  app.clock.set('2026-07-10T04:00:00Z');
  await app.as('loan.reviewer').command('loan.classify', { id: loan });
  const standing = `outstandingTotal overdueDays standings(first: 1) { nodes { subsidyDue } }
    instalments(first: 2, order: NUMBER) { nodes { interest subsidised paidSubsidy settledOn } }`;
  // 12,000 x 4.35 % x 31 / 365 = 44.33, and 42.90 for the thirty days of April.
  t.match((await readLoan(app, loan, standing)).loan, {
    outstandingTotal: '12000.00',
    overdueDays: 0,
    standings: { nodes: [{ subsidyDue: '174.46' }] },
    instalments: { nodes: [{ interest: '0.00', subsidised: '44.33' }, { subsidised: '42.90' }] },
  });
  const paid = { id: loan, reference: 'S-1', amount: '50.00', occurredOn: '2026-07-09' };
  await core.command('loan.receive-subsidy', paid);
  t.match((await readLoan(app, loan, standing)).loan, {
    standings: { nodes: [{ subsidyDue: '124.46' }] },
    instalments: { nodes: [{ paidSubsidy: '44.33' }, { paidSubsidy: '5.67' }] },
  });
});
