import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import {
  bring,
  confirmation,
  drawAndCheck,
  keyOf,
  openLending,
  rate,
  readLoan,
  SEEN,
} from '../loans/lending.ts';

const DRAWING = `status drawingStatus instruction disbursements(first: 9, order: NUMBER) { nodes {
  number instruction amount status paymentMethod paymentRule payeeReference accountReference splitWith
  requestedBy { code } checkedBy { code } disburser { code } checks { code passed } coreReference } }`;

test('a drawing is asked for, checked line by line, instructed and answered', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang } = lending;
  const disburser = app.as('loan.disburser');
  const loan = await bring(app, lending, { to: 'SIGNED' });
  for (const amount of ['11999.99', '12000.01', '0.00']) {
    const refusal = await zhang.refused('loan.draw', { id: loan, amount });
    t.match(refusal, { code: 'loan.drawing_amount', details: { left: '12000.00' } }, amount);
  }
  await zhang.command('loan.draw', { id: loan, accountReference: 'ACC-1' });
  t.match(await zhang.refused('loan.draw', { id: loan }), { code: 'loan.drawing_under_way' });
  const unseen = await disburser.refused('loan.check', { id: loan, ...SEEN, payeeMatches: false });
  t.match(unseen, { code: 'loan.check_failed', details: { failed: [{ code: 'PAYEE_MATCHES' }] } });
  t.match(await disburser.refused('loan.instruct', { id: loan }), {
    code: 'loan.no_drawing_at_this_step',
  });
  await disburser.command('loan.check', { id: loan, ...SEEN });
  await disburser.command('loan.instruct', { id: loan });
  const taken = await zhang.refused('loan.cancel-drawing', { id: loan }, { reason: '改期' });
  t.match(taken, { code: 'loan.illegal_transition' });
  const answer = await confirmation(app, loan);
  const core = app.as('core.banking');
  const elsewhere = await core.refused('loan.confirm', { ...answer, account: 'ACC-2' });
  t.match(elsewhere, { code: 'loan.account_mismatch', path: ['account'] });
  await core.command('loan.confirm', { ...answer, account: 'ACC-1' });
  const { loan: found } = await readLoan(app, loan, DRAWING);
  t.match(found, {
    status: 'ACTIVE',
    drawingStatus: null,
    disbursements: {
      nodes: [
        {
          number: 1,
          amount: '12000.00',
          status: 'CONFIRMED',
          paymentMethod: 'SELF',
          accountReference: 'ACC-1',
          splitWith: [],
          requestedBy: { code: 'zhang' },
          checkedBy: { code: 'loan.disburser' },
          disburser: { code: 'loan.disburser' },
        },
      ],
    },
  });
  const [drawing] = found.disbursements.nodes;
  t.equal(drawing.instruction, found.instruction);
  t.ok(drawing.checks.length > 5 && drawing.checks.every((each: Checked) => each.passed));
  t.match(await zhang.refused('loan.draw', { id: loan }), { code: 'loan.drawn_in_full' });
});

type Checked = { passed: boolean };

test('a drawing taken back or turned down gives way to another, and its number is not used again', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang } = lending;
  const loan = await bring(app, lending, { to: 'SIGNED' });
  const why = { reason: '收款方有误' };
  await zhang.command('loan.draw', { id: loan, payeeReference: 'P-1' });
  const stranger = await app.as('auditor').refused('loan.cancel-drawing', { id: loan }, why);
  t.match(stranger, { code: 'loan.permission_required', status: 403 });
  await zhang.command('loan.cancel-drawing', { id: loan }, why);
  await drawAndCheck(app, lending, { loan, drawing: { payeeReference: 'P-2' } });
  await app.as('loan.disburser').command('loan.cancel-drawing', { id: loan }, why);
  await drawAndCheck(app, lending, { loan, drawing: { payeeReference: 'P-3' } });
  await app.as('loan.disburser').command('loan.instruct', { id: loan });
  const { loan: found } = await readLoan(app, loan, DRAWING);
  t.match(found.disbursements.nodes, [
    { number: 1, status: 'CANCELLED', payeeReference: 'P-1' },
    { number: 2, status: 'CANCELLED', payeeReference: 'P-2' },
    { number: 3, status: 'INSTRUCTED', payeeReference: 'P-3' },
  ]);
  t.ok(found.instruction.endsWith('-3'));
});

test('the rules of the day of drawing decide who pays the money on', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 900_000);
  const { zhang } = lending;
  const terms = { amount: '400000.00', counterpartyFixed: true };
  await app.owner(`update role set approval_limit_fen = 90000000 where code = 'LOAN_APPROVER'`);
  const loan = await bring(app, lending, { to: 'SIGNED', terms });
  // As if it had been more than a farm household may be left to pay on by itself.
  await app.owner('update loan set amount_fen = 60000000 where id = $1', [keyOf(loan)]);
  const refusal = await zhang.refused('loan.draw', { id: loan });
  t.match(refusal, {
    code: 'loan.payee_required',
    path: ['payeeReference'],
    details: { rule: 'OTHERWISE', ruleSet: 'FARM_HOUSEHOLD_PAYMENT_2012' },
  });
  await zhang.command('loan.draw', { id: loan, payeeReference: 'P-1' });
  const { loan: found } = await readLoan(app, loan, DRAWING);
  t.match(found.disbursements.nodes, [{ paymentMethod: 'ENTRUSTED', payeeReference: 'P-1' }]);
});

test('drawings that together pass the limit look split, and the check says why not', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 900_000);
  await app.owner(`update role set approval_limit_fen = 90000000 where code = 'LOAN_APPROVER'`);
  const terms = { amount: '300000.00', purpose: '购买稻种' };
  const disburser = app.as('loan.disburser');
  const first = await bring(app, lending, { to: 'DISBURSING', terms });
  const second = await bring(app, lending, { to: 'SIGNED', terms });
  await lending.zhang.command('loan.draw', { id: second });
  const { loan: one } = await readLoan(app, first, DRAWING);
  const { loan: two } = await readLoan(app, second, DRAWING);
  t.same(one.disbursements.nodes[0].splitWith, []);
  t.same(two.disbursements.nodes[0].splitWith, [one.instruction]);
  const silent = await disburser.refused('loan.check', { id: second, ...SEEN });
  t.match(silent, { details: { failed: [{ code: 'SPLITTING_ANSWERED' }] } });
  const opinion = '两笔用于不同地块，交易资料齐全';
  await disburser.command('loan.check', { id: second, ...SEEN, opinion });
});
