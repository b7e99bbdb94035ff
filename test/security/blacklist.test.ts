import { test } from 'tap';
import { testApp } from '../helpers/app.ts';
import { bring, drawAndCheck, openLending } from '../modules/loans/lending.ts';

test('who is black-listed after the approval is paid nothing', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'SIGNED' });
  await drawAndCheck(app, lending, { loan });
  const screening = { id: lending.customer, screening: 'BLACK', screeningReason: 'GAMBLING' };
  const manager = app.as('grid.manager');
  t.match(await lending.zhang.refused('customer.screen', screening, { reason: '涉赌' }), {
    code: 'auth.forbidden',
  });
  await manager.command('customer.screen', screening, { reason: '涉赌' });
  t.match(await app.as('loan.disburser').refused('loan.instruct', { id: loan }), {
    code: 'loan.customer_blacklisted',
  });
  const cleared = { id: lending.customer, screening: 'WHITE' };
  await manager.command('customer.screen', cleared, { reason: '误报' });
  await app.as('loan.disburser').command('loan.instruct', { id: loan });
});
