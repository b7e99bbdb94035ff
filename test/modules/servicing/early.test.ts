import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { bring, openLending, readLoan } from '../loans/lending.ts';

test('parts paid ahead of time are taken as the product says; the whole always is', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const admin = app.as('administrator');
  const offered = `{ loanProducts(first: 9, order: EDITION, filter: { code: "VILLAGE_CREDIT" })
    { nodes { content } } }`;
  const [{ content }] = (await app.as('auditor').query(offered)).loanProducts.nodes;
  const earlyRepayment = { choices: ['SHORTEN_TERM'], minimumFen: '100000' };
  const { product } = await admin.command('loan-product.draft', {
    content: { ...content, earlyRepayment },
  });
  await admin.command('loan-product.publish', { id: product, validFrom: '2026-03-02' });
  const core = app.as('core.banking');
  const [loan, other] = [
    await bring(app, lending, { to: 'ACTIVE' }),
    await bring(app, lending, { to: 'ACTIVE' }),
  ];
  app.clock.set('2026-03-20T02:00:00Z');
  const early = (more: object) => ({
    id: loan,
    reference: 'E-1',
    amount: '1000.00',
    paidOn: '2026-03-20',
    recomputation: 'SHORTEN_TERM',
    ...more,
  });
  t.match(await core.refused('loan.repay', early({ recomputation: 'LOWER_INSTALMENT' })), {
    code: 'loan.early_repayment_not_offered',
    path: ['recomputation'],
    details: { choices: ['SHORTEN_TERM'] },
  });
  t.match(await core.refused('loan.repay', early({ amount: '999.99' })), {
    code: 'loan.early_repayment_too_small',
    path: ['amount'],
    details: { minimum: '1000.00' },
  });
  await core.command('loan.repay', early({}));
  await core.command('loan.repay', early({}));
  const { recomputation: _, ...ahead } = early({ reference: 'E-2', amount: '10.00' });
  await core.command('loan.repay', ahead);
  const { loanPayoff } = await app
    .as('auditor')
    .query(`query ($id: ID!) { loanPayoff(loanId: $id, day: "2026-03-20") { total } }`, {
      id: other,
    });
  const whole = { id: other, reference: 'E-3', recomputation: 'LOWER_INSTALMENT' };
  await core.command('loan.repay', early({ ...whole, amount: loanPayoff.total }));
  t.match((await readLoan(app, other, 'outstandingTotal')).loan, { outstandingTotal: '0.00' });
});
