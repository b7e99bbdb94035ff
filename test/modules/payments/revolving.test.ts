import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import {
  application,
  bring,
  confirmation,
  drawAndCheck,
  keyOf,
  type Lending,
  openLending,
  rate,
  readLoan,
  SEEN,
} from '../loans/lending.ts';

const FIELDS = `status drawingStatus instruction outstandingPrincipal
  facts(first: 9) { nodes { kind amount } } disbursements(first: 9, order: NUMBER) {
    nodes { number status amount } }`;

/** A signed loan of 12,000 to be drawn on again and again: products have tests of their own. */
async function revolving(app: TestApp, lending: Lending): Promise<string> {
  const loan = await bring(app, lending, { to: 'SIGNED' });
  await app.owner(`update loan set repayment_method = 'REVOLVING' where id = $1`, [keyOf(loan)]);
  return loan;
}

type Drawing = { loan: string; amount: string };

async function pay(app: TestApp, lending: Lending, { loan, amount }: Drawing): Promise<void> {
  await drawAndCheck(app, lending, { loan, drawing: { amount } });
  await app.as('loan.disburser').command('loan.instruct', { id: loan });
  const answer = await confirmation(app, loan, amount);
  await app.as('core.banking').command('loan.confirm', answer);
}

test('a revolving loan is drawn on, repaid and drawn on again, within its amount', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang } = lending;
  const loan = await revolving(app, lending);
  await pay(app, lending, { loan, amount: '5000.00' });
  const over = await zhang.refused('loan.draw', { id: loan, amount: '7000.01' });
  t.match(over, { code: 'loan.drawing_amount', details: { left: '7000.00' } });
  await pay(app, lending, { loan, amount: '7000.00' });
  t.match((await readLoan(app, loan, FIELDS)).loan, {
    status: 'ACTIVE',
    drawingStatus: null,
    outstandingPrincipal: '12000.00',
    facts: {
      nodes: [
        { kind: 'DISBURSED', amount: '5000.00' },
        { kind: 'DRAWN', amount: '7000.00' },
      ],
    },
  });
  const full = await zhang.refused('loan.draw', { id: loan, amount: '0.01' });
  t.match(full, { code: 'loan.drawing_amount', details: { left: '0.00' } });
  const repayment = { id: loan, reference: 'R-1', amount: '4000.00', paidOn: '2026-03-02' };
  await app.as('core.banking').command('loan.repay', repayment);
  await pay(app, lending, { loan, amount: '4000.00' });
  const { loan: found } = await readLoan(app, loan, FIELDS);
  t.equal(found.outstandingPrincipal, '12000.00');
  t.same(
    found.disbursements.nodes.map(({ number, status }: { number: number; status: string }) => [
      number,
      status,
    ]),
    [
      [1, 'CONFIRMED'],
      [2, 'CONFIRMED'],
      [3, 'CONFIRMED'],
    ],
  );
});

test('a repayment that bounces takes of what is left, at the check and at the instruction', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loan = await revolving(app, lending);
  await pay(app, lending, { loan, amount: '12000.00' });
  const bounced = async (number: number) => {
    const { loan: found } = await readLoan(
      app,
      loan,
      'facts(first: 9) { nodes { id kind reference } }',
    );
    const paid = found.facts.nodes.find(
      ({ reference }: { reference: string }) => reference === `R-${number}`,
    );
    const wrong = { factId: paid.id, reference: `V-${number}`, occurredOn: '2026-03-02' };
    await core.command('loan.reverse-fact', { id: loan, ...wrong }, { reason: '支票退票' });
  };
  const repay = (number: number) =>
    core.command('loan.repay', {
      id: loan,
      reference: `R-${number}`,
      amount: '4000.00',
      paidOn: '2026-03-02',
    });
  const refusal = { code: 'loan.drawing_amount', details: { left: '0.00' } };
  await repay(1);
  await lending.zhang.command('loan.draw', { id: loan, amount: '4000.00' });
  await bounced(1);
  const disburser = app.as('loan.disburser');
  t.match(await disburser.refused('loan.check', { id: loan, ...SEEN }), refusal);
  await repay(2);
  await disburser.command('loan.check', { id: loan, ...SEEN });
  await bounced(2);
  t.match(await disburser.refused('loan.instruct', { id: loan }), refusal);
  await repay(3);
  await disburser.command('loan.instruct', { id: loan });
});

test('a later drawing that the core refuses leaves the loan as it was', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await revolving(app, lending);
  await pay(app, lending, { loan, amount: '5000.00' });
  await drawAndCheck(app, lending, { loan, drawing: { amount: '1000.00' } });
  await app.as('loan.disburser').command('loan.instruct', { id: loan });
  const answer = await confirmation(app, loan, '1000.00');
  const refusal = { ...answer, outcome: 'REFUSED', explanation: '账户冻结' };
  await app.as('core.banking').command('loan.confirm', refusal);
  t.match((await readLoan(app, loan, FIELDS)).loan, {
    status: 'ACTIVE',
    drawingStatus: null,
    outstandingPrincipal: '5000.00',
  });
});

test('after its term a revolving loan is not drawn on, and meanwhile it takes its whole line', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 12_000);
  const loan = await revolving(app, lending);
  await pay(app, lending, { loan, amount: '5000.00' });
  const other = await lending.zhang.refused(
    'loan.apply',
    application(lending.customer, { amount: '1000.00' }),
  );
  t.match(other, { code: 'loan.over_credit_line', details: { available: '0.00' } });
  app.clock.set('2027-03-02T02:00:00Z');
  await lending.zhang.command('loan.draw', { id: loan, amount: '1000.00' });
  const late = await app.as('loan.disburser').refused('loan.check', { id: loan, ...SEEN });
  t.match(late, { code: 'loan.check_failed', details: { failed: [{ code: 'WITHIN_TERM' }] } });
});

test('a line cut since the approval stops the money', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const rating = await rate(app, lending.customerKey, 12_000);
  const loan = await bring(app, lending, { to: 'SIGNED' });
  await lending.zhang.command('loan.draw', { id: loan });
  await app.owner('update rating set credit_line_fen = 1000000 where id = $1', [rating]);
  const refusal = await app.as('loan.disburser').refused('loan.check', { id: loan, ...SEEN });
  t.match(refusal, { code: 'loan.over_credit_line', details: { limit: '10000.00' } });
});

test('two drawings at once on one line: one is under way', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await revolving(app, lending);
  const draw = (who: string) =>
    app.as(who).rest({
      method: 'POST',
      url: `/v1/loans/${loan}/draw`,
      headers: { 'idempotency-key': newId(), 'if-match': '*' },
      payload: { amount: '8000.00' },
    });
  const answers = await Promise.all(['zhang', 'li', 'zhang', 'li'].map(draw));
  const codes = answers.map(({ status, body }) => body.code ?? status).sort();
  const refused = 'loan.drawing_under_way';
  t.same(codes, [200, refused, refused, refused]);
  const { loan: found } = await readLoan(app, loan, FIELDS);
  t.match(found, { drawingStatus: 'REQUESTED', disbursements: { nodes: [{ number: 1 }] } });
});
