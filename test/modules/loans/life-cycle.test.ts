import { test } from 'tap';
import { startSequencer } from '../../../src/kernel/journal/sequence-loop.ts';
import { testApp } from '../../helpers/app.ts';
import {
  application,
  confirmation,
  contract,
  drawAndCheck,
  FINDINGS,
  openLending,
  rate,
  readLoan,
} from './lending.ts';

const silent = { info() {}, warn() {}, error() {} };

test('a loan goes its whole way by named people, and its story is read back', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang, li, customer } = lending;
  await rate(app, lending.customerKey, 30_000);
  const core = app.as('core.banking');
  const { loan } = await zhang.command('loan.apply', application(customer));
  await zhang.command('loan.submit', { id: loan });
  await zhang.command('loan.investigate', { id: loan, ...FINDINGS });
  t.match((await readLoan(app, loan, 'status')).loan, { status: 'SUBMITTED' }, 'one signature');
  await li.command('loan.investigate', { id: loan, ...FINDINGS });
  await app.as('loan.reviewer').command('loan.review', { id: loan, opinion: '资料齐全' });
  await app.as('loan.approver').command('loan.approve', { id: loan, opinion: '同意' });
  await contract(app, lending, loan);
  await drawAndCheck(app, lending, { loan });
  await app.as('loan.disburser').command('loan.instruct', { id: loan });
  await core.command('loan.confirm', await confirmation(app, loan));

  const active = (
    await readLoan(
      app,
      loan,
      `code status basis paymentMethod paymentRule paymentRuleSet outstandingPrincipal outstandingTotal
       overdueDays nextDueOn disbursedOn loanClass classReasons { code loanClass explanation { zh } }
       firstInvestigator { code } secondInvestigator { code } reviewer { code } approver { code }
       disburser { code } rating { grade }
       instalments(first: 12, order: NUMBER) { totalCount nodes { number dueOn principal interest balanceAfter } }`,
    )
  ).loan;
  t.match(active, {
    code: /^L20260302-[0-9A-F]{12}$/,
    status: 'ACTIVE',
    basis: 'CREDIT_LINE',
    paymentMethod: 'SELF',
    paymentRule: 'FARM_BUSINESS_SMALL',
    paymentRuleSet: 'FARM_HOUSEHOLD_PAYMENT_2012',
    outstandingPrincipal: '12000.00',
    overdueDays: 0,
    nextDueOn: '2026-04-02',
    disbursedOn: '2026-03-02',
    loanClass: 'NORMAL',
    classReasons: [{ code: 'NOT_OVERDUE', loanClass: 'NORMAL', explanation: { zh: '无逾期。' } }],
    firstInvestigator: { code: 'zhang' },
    secondInvestigator: { code: 'li' },
    reviewer: { code: 'loan.reviewer' },
    approver: { code: 'loan.approver' },
    disburser: { code: 'loan.disburser' },
    rating: { grade: 'A' },
  });
  t.equal(active.instalments.totalCount, 12);
  // 12,000 at 4.35 % over the 31 days of March, of 365.
  t.match(active.instalments.nodes[0], {
    dueOn: '2026-04-02',
    principal: '1000.00',
    interest: '44.33',
    balanceAfter: '11000.00',
  });

  app.clock.set('2026-03-20T02:00:00Z');
  await core.command('loan.repay', {
    id: loan,
    reference: 'R1',
    amount: active.outstandingTotal,
    paidOn: '2026-03-20',
  });
  t.match((await readLoan(app, loan, 'status outstandingTotal surplus nextDueOn')).loan, {
    status: 'ACTIVE',
    outstandingTotal: '0.00',
    surplus: '0.00',
    nextDueOn: null,
  });
  await app.as('loan.disburser').command('loan.settle', { id: loan });

  const sequencer = startSequencer({ url: app.sequencerUrl, periodMs: 60_000, log: silent });
  t.teardown(() => sequencer.stop());
  await sequencer.tick();
  const story = await app.as('auditor').query(
    `query ($loan: ID!) {
      journalEntries(first: 50, order: POSITION, filter: { object: $loan }) {
        nodes { act actor { code } reason data objects { type id version } }
      }
      loan(id: $loan) {
        status settledOn
        steps(first: 20, order: NUMBER) { nodes { number action duty fromStatus toStatus person { code } opinion } }
        investigations(first: 5) { nodes { seat onSite investigator { code } evidenceSha256 loan { code } } }
        facts(first: 5) { nodes { kind reference amount occurredOn reportedBy { code } } }
        history { act actor { code } version }
      }
    }`,
    { loan },
  );
  const acts = [
    ['loan.applied', 'zhang'],
    ['loan.submitted', 'zhang'],
    ['loan.investigated', 'zhang'],
    ['loan.investigated', 'li'],
    ['loan.reviewed', 'loan.reviewer'],
    ['loan.approved', 'loan.approver'],
    ['loan.cost-disclosed', 'zhang'],
    ['loan.cost-confirmed', 'zhang'],
    ['loan.signed', 'zhang'],
    ['loan.drawing-requested', 'zhang'],
    ['loan.drawing-checked', 'loan.disburser'],
    ['loan.disbursement-instructed', 'loan.disburser'],
    ['loan.disbursement-confirmed', 'core.banking'],
    ['loan.repaid', 'core.banking'],
    ['loan.settled', 'loan.disburser'],
  ];
  const entries = story.journalEntries.nodes;
  t.same(
    entries.map((entry: Entry) => [entry.act, entry.actor.code]),
    acts,
  );
  t.same(
    story.loan.history.map((entry: Entry) => [entry.act, entry.actor.code]),
    acts.toReversed(),
  );
  t.same(
    entries.map((entry: Entry) => entry.objects[0]?.version),
    acts.map((_, index) => index + 1),
    'each entry holds the version the loan had after it',
  );
  t.match(entries[0].objects, [
    { type: 'Loan', id: loan },
    { type: 'Customer', id: customer },
  ]);
  t.match(entries[11].data, { amount: '12000.00', currency: 'CNY', paymentMethod: 'SELF' });
  t.match(story.loan, { status: 'SETTLED', settledOn: '2026-03-20' });
  t.same(
    story.loan.steps.nodes.map((step: Step) => [step.action, step.duty, step.toStatus]),
    [
      ['APPLY', null, 'DRAFT'],
      ['SUBMIT', null, 'SUBMITTED'],
      ['INVESTIGATE', 'INVESTIGATION', 'SUBMITTED'],
      ['INVESTIGATE', 'INVESTIGATION', 'INVESTIGATED'],
      ['REVIEW', 'REVIEW', 'REVIEWED'],
      ['APPROVE', 'APPROVAL', 'APPROVED'],
      ['DISCLOSE_COST', null, 'APPROVED'],
      ['CONFIRM_COST', null, 'APPROVED'],
      ['SIGN', null, 'SIGNED'],
      ['DRAW', null, 'SIGNED'],
      ['CHECK', 'DISBURSEMENT', 'SIGNED'],
      ['INSTRUCT', 'DISBURSEMENT', 'DISBURSING'],
      ['CONFIRM', null, 'ACTIVE'],
      ['SETTLE', null, 'SETTLED'],
    ],
  );
  t.same(
    story.loan.facts.nodes.map((fact: Fact) => [fact.kind, fact.amount, fact.reportedBy.code]),
    [
      ['DISBURSED', '12000.00', 'core.banking'],
      ['REPAID', active.outstandingTotal, 'core.banking'],
    ],
  );
  t.match(story.loan.investigations.nodes, [
    { seat: 1, investigator: { code: 'zhang' } },
    { seat: 2, investigator: { code: 'li' } },
  ]);
});

type Entry = { act: string; actor: { code: string }; objects: { version: number }[] };
type Step = { action: string; duty: string | null; toStatus: string };
type Fact = { kind: string; amount: string; reportedBy: { code: string } };
