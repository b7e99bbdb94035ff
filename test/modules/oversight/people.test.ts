import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { bring, openLending, rate, registerHousehold } from '../loans/lending.ts';
import { personOf } from '../staff/field.ts';

const DUTIES = `query ($person: ID, $asOf: Date, $after: String, $first: Int) {
  portfolioDuties(personId: $person, asOf: $asOf, after: $after, first: $first) {
    person { code } asOf more totals { duty loans balance overdue badBalance }
    loans { code loan { status } duties balance overdue loanClass } } }`;

async function lent(t: Parameters<typeof testApp>[0]) {
  const app = await testApp(t);
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 30_000);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  await bring(app, lending, { to: 'SUBMITTED' });
  return { app, lending, loan };
}

test('a person’s duties, one by one and summed, on any day', async (t) => {
  const { app, lending } = await lent(t);
  const zhang = (await lending.zhang.query(DUTIES)).portfolioDuties;
  t.equal(zhang.person.code, 'zhang');
  const balance = '12000.00';
  const figures = { loans: 1, balance, overdue: '0.00', badBalance: '0.00' };
  t.same(
    zhang.totals,
    ['APPLIED', 'INVESTIGATED', 'MANAGES'].map((duty) => ({ duty, ...figures })),
    'what is not paid out yet is nobody’s duty',
  );
  t.same(zhang.loans[0].duties, ['APPLIED', 'INVESTIGATED', 'MANAGES']);
  t.match(zhang.loans[0], { balance, loanClass: 'NORMAL', loan: { status: 'ACTIVE' } });
  const li = (await lending.li.query(DUTIES)).portfolioDuties;
  t.same(li.totals, [{ duty: 'INVESTIGATED', ...figures }], 'a backup manages nothing');
  const auditor = app.as('auditor');
  const of = async (code: string) =>
    (await auditor.query(DUTIES, { person: personOf(app, code) })).portfolioDuties.totals;
  t.same(await of('loan.reviewer'), [{ duty: 'REVIEWED', ...figures }]);
  t.same(await of('loan.approver'), [{ duty: 'APPROVED', ...figures }]);
  t.same(await of('loan.disburser'), [{ duty: 'DISBURSED', ...figures }]);
  const { portfolioDuties: before } = await lending.zhang.query(DUTIES, { asOf: '2026-03-01' });
  t.same(before.totals, [], 'before it was paid out');
  app.clock.set('2026-08-02T02:00:00Z');
  const { portfolioDuties: later } = await lending.zhang.query(DUTIES);
  t.equal(later.totals[0].overdue > '0', true, 'what is overdue is seen without a night between');
  const other = await lending.li.graphql(DUTIES, { person: personOf(app, 'loan.reviewer') });
  t.equal(other.errors[0].extensions.code, 'portfolio.duties_of_others');
  const future = await lending.li.graphql(DUTIES, { asOf: '2027-01-01' });
  t.equal(future.errors[0].extensions.code, 'portfolio.day_in_future');
});

const ACCOUNT = `query ($id: ID!) { borrowerAccount(customerId: $id) { code nameMask ground
  loans { code status amount outstandingPrincipal overdue nextDueOn
    schedule { number dueOn principal interest paidPrincipal settledOn }
    costs { number status annualCost principal interest charges statement { zh } }
    decisions { status reason on } }
  creditLines { grade amount } disclosures { on act purpose } } }`;

test('borrowers are told of their loans through whoever acts for them', async (t) => {
  const { app, lending, loan } = await lent(t);
  const channel = app.as('customer.channel');
  const ask = async (who = channel) =>
    (await who.query(ACCOUNT, { id: lending.customer })).borrowerAccount;
  const told = await ask();
  t.match(told, { ground: 'CONTRACT', nameMask: '张*' });
  const active = told.loans.find(({ status }: { status: string }) => status === 'ACTIVE');
  t.equal(active.schedule.length, 12);
  t.equal(active.outstandingPrincipal, '12000.00');
  t.match(active.costs, [{ number: 1, status: 'CONFIRMED', principal: '12000.00' }]);
  t.match(active.decisions, [{ status: 'APPROVED', reason: null }]);
  t.same(await ask(lending.zhang), told, 'the officer sees what the borrower is told');
  const { principal, interest } = active.schedule[0];
  const amount = (Number(principal) + Number(interest)).toFixed(2);
  const repaid = { id: loan, reference: 'R-1', amount, paidOn: '2026-03-02' };
  await app.as('core.banking').command('loan.repay', repaid);
  const [after] = (await ask()).loans.filter(
    ({ status }: { status: string }) => status === 'ACTIVE',
  );
  t.equal(after.schedule[0].settledOn, '2026-03-02');
  const waiting = told.loans.find(({ status }: { status: string }) => status === 'SUBMITTED');
  t.same(waiting.schedule, []);
  const reject = app.as('loan.reviewer');
  const rejected = await reject.graphql(
    `{ loans(first: 5, filter: { status: [SUBMITTED] }) { edges { node { id } } } }`,
  );
  const id = rejected.data.loans.edges[0].node.id;
  await lending.zhang.command('loan.return', { id }, { reason: '缺少收入证明' });
  const [returned] = (await ask()).loans.filter(
    ({ status }: { status: string }) => status === 'RETURNED',
  );
  t.match(returned.decisions, [{ status: 'RETURNED', reason: '缺少收入证明' }]);
});

test('borrowers learn what became of the new terms they asked for, and what they still owe', async (t) => {
  const { app, lending, loan } = await lent(t);
  const told = `query ($id: ID!) { borrowerAccount(customerId: $id) { loans { status
    outstandingPrincipal outstandingTotal changes { kind months status decidedOn reason } } } }`;
  const ask = async () => {
    const { borrowerAccount } = await app
      .as('customer.channel')
      .query(told, { id: lending.customer });
    return borrowerAccount.loans.find(({ status }: { status: string }) => status === 'ACTIVE');
  };
  const asked = { loanId: loan, statement: '晚稻受灾', evidence: ['a'.repeat(64)] };
  const change = async (terms: object) =>
    (await lending.zhang.command('loan-change.propose', { ...asked, ...terms })).loanChange;
  const decide = (act: string, id: string, opinion: string) =>
    app.as('grid.manager').command(`loan-change.${act}`, { id, opinion });
  const extension = { kind: 'EXTENSION', ground: 'SEASON', months: 6 };
  await decide('reject', await change(extension), '产量未受影响');
  await decide('approve', await change({ ...extension, months: 3 }), '情况属实');
  const decidedOn = '2026-03-02';
  t.same((await ask()).changes, [
    { kind: 'EXTENSION', months: 6, status: 'REJECTED', decidedOn, reason: '产量未受影响' },
    { kind: 'EXTENSION', months: 3, status: 'APPLIED', decidedOn, reason: null },
  ]);
  await decide('approve', await change({ kind: 'WRITE_OFF', ground: 'DEATH' }), '同意核销');
  const owed = await ask();
  t.equal(owed.outstandingPrincipal, '12000.00', 'what is off the books is owed all the same');
  t.equal(owed.changes.length, 2, 'and how a bank keeps its books is not the borrower’s affair');
});

test('nobody without a contract or a consent is spoken of', async (t) => {
  const { app, lending } = await lent(t);
  const stranger = await registerHousehold(lending.zhang, lending.grid);
  const channel = app.as('customer.channel');
  const refused = await channel.graphql(ACCOUNT, { id: stranger });
  t.equal(refused.errors[0].extensions.code, 'privacy.consent_required');
  const list = await channel.graphql('{ loans(first: 1) { edges { node { code } } } }');
  t.ok(list.errors, 'a front end lists nothing');
  const reviewer = await app.as('loan.reviewer').graphql(ACCOUNT, { id: lending.customer });
  t.ok(reviewer.errors, 'who does not serve customers does not speak for them');
});
