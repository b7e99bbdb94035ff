import { test } from 'tap';
import { BANK_ROLES } from '../../src/modules/institutions/index.ts';
import { testApp } from '../helpers/app.ts';
import { application, bring, openLending, TERMS } from '../modules/loans/lending.ts';

test('who may approve does not set the terms of another’s application', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const manager = app.as('grid.manager');
  const loan = await bring(app, lending, { to: 'DRAFT' });
  const separate = { code: 'loan.separation_of_duties' };
  const terms = { ...TERMS, amount: '11000.00' };
  t.match(await manager.refused('loan.revise', { id: loan, ...terms }), separate);
  t.match(await manager.refused('loan.submit', { id: loan }), separate);
  const { loanAllowedActions } = await manager.query(
    `query ($id: ID!) { loanAllowedActions(loanId: $id) {
       allowedActions { action allowed reason { code } } } }`,
    { id: loan },
  );
  t.match(
    loanAllowedActions.allowedActions.find(
      ({ action }: { action: string }) => action === 'loan.submit',
    ),
    { allowed: false, reason: separate },
  );
  const own = await manager.command('loan.apply', application(lending.customer, terms));
  await manager.command('loan.submit', { id: own.loan });
  await lending.li.command('loan.submit', { id: loan });
  t.pass('their own they submit, and never approve; other officers go on with a draft');
});

test('no role that reads in clear sets how much it may read', async (t) => {
  const reads = ['customer.reveal', 'privacy.export'];
  const setting = BANK_ROLES.filter(({ permissions }) =>
    permissions.includes('privacy.set-reveal-limits'),
  );
  t.ok(setting.length > 0, 'somebody does');
  for (const { code, permissions } of setting) {
    t.notOk(
      permissions.some((each) => reads.includes(each)),
      code,
    );
  }
});
