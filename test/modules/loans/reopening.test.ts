import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { bring, openLending, readLoan } from './lending.ts';

const FIELDS = `status settledOn outstandingTotal loanClass facts(first: 9) { nodes { id kind } }
  steps(first: 40, order: NUMBER) { nodes { action toStatus } }`;

test('a settled loan whose payment bounced is owed again, by two people', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const disburser = app.as('loan.disburser');
  const admin = app.as('administrator');
  const loan = await bring(app, lending, { to: 'ACTIVE', terms: { amount: '1000.00' } });
  const { outstandingTotal: amount } = (await readLoan(app, loan, FIELDS)).loan;
  const pay = (reference: string) =>
    core.command('loan.repay', { id: loan, reference, amount, paidOn: '2026-03-02' });
  await pay('R-1');
  await disburser.command('loan.settle', { id: loan });
  const { loan: settled } = await readLoan(app, loan, FIELDS);
  const factId = settled.facts.nodes.find(({ kind }: { kind: string }) => kind === 'REPAID').id;
  const why = { reason: '支票退票' };
  const back = { id: loan, factId, reference: 'V-1', occurredOn: '2026-03-02' };
  t.match(await core.refused('loan.reverse-fact', back, why), { code: 'loan.reopen_first' });
  const ask = (more: object = {}) => disburser.refused('loan.reopen', { ...back, ...more }, why);
  const agreed = async (asked: Awaited<ReturnType<typeof ask>>) => {
    const { body } = await admin.rest({
      method: 'POST',
      url: '/v1/batch',
      payload: {
        lines: [
          {
            command: 'approval.approve',
            input: { id: asked.answer.approval.id },
            idempotencyKey: asked.answer.approval.id,
          },
        ],
      },
    });
    return body.lines[0].code;
  };
  const money = settled.facts.nodes.find(({ kind }: { kind: string }) => kind === 'DISBURSED').id;
  t.equal(await agreed(await ask({ factId: money })), 'loan.fact_not_reversible');
  t.match((await readLoan(app, loan, FIELDS)).loan, { status: 'SETTLED' }, 'not by one alone');

  app.clock.set('2026-04-20T02:00:00Z');
  t.equal(await agreed(await ask()), undefined);
  const { loan: open } = await readLoan(app, loan, FIELDS);
  t.match(open, { status: 'ACTIVE', settledOn: null, loanClass: 'SPECIAL_MENTION' });
  t.ok(Number(open.outstandingTotal) >= 1000, 'as if it had never come');
  t.match(open.steps.nodes.at(-1), { action: 'REOPEN', toStatus: 'ACTIVE' });
  const classes = await app.owner(
    `select loan_class, valid_from::text, valid_to::text from loan_classification
     where superseded_at is null order by valid_from`,
  );
  t.same(classes, [
    { loan_class: 'NORMAL', valid_from: '2026-03-02', valid_to: '2026-04-03' },
    { loan_class: 'SPECIAL_MENTION', valid_from: '2026-04-03', valid_to: null },
  ]);
  t.equal(await agreed(await ask({ reference: 'V-2' })), 'loan.illegal_transition');
  await pay('R-2');
  await disburser.command('loan.settle', { id: loan });
});

test('nothing is opened again that owes nothing without the payment either', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const disburser = app.as('loan.disburser');
  const loan = await bring(app, lending, { to: 'ACTIVE', terms: { amount: '1000.00' } });
  const { outstandingTotal: amount } = (await readLoan(app, loan, FIELDS)).loan;
  for (const reference of ['R-1', 'R-2']) {
    const paid = { id: loan, reference, amount, paidOn: '2026-03-02' };
    await core.command('loan.repay', paid);
  }
  await disburser.command('loan.settle', { id: loan });
  const { loan: settled } = await readLoan(app, loan, FIELDS);
  const factId = settled.facts.nodes.find(({ kind }: { kind: string }) => kind === 'REPAID').id;
  const back = { id: loan, factId, reference: 'V-1', occurredOn: '2026-03-02' };
  const { answer } = await disburser.refused('loan.reopen', back, { reason: '退票' });
  const asked = { id: answer.approval.id };
  t.match(await app.as('administrator').refused('approval.approve', asked), {
    code: 'loan.nothing_outstanding',
  });
  t.match((await readLoan(app, loan, FIELDS)).loan, { status: 'SETTLED' });
});
