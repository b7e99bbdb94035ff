import { test } from 'tap';
import { testApp } from '../helpers/app.ts';
import { testWorker } from '../helpers/worker.ts';
import { OTHER_VILLAGE } from '../modules/grids/territory.ts';
import { bring, openLending } from '../modules/loans/lending.ts';
import { openField } from '../modules/staff/field.ts';

test('a borrower moved into the place of a decree later is not meant by it', async (t) => {
  const app = await testApp(t);
  const worker = testWorker(t, app);
  const lending = await openLending(app);
  const { small } = await openField(app, 1, OTHER_VILLAGE);
  await bring(app, lending, { to: 'ACTIVE' });
  const maker = app.as('loan.approver');
  const admin = app.as('administrator');
  const decree = async (number: string, place: string) => {
    const input = {
      number,
      issuer: '潜江市人民政府',
      areaPrefixes: [place],
      pausedFrom: '2026-03-05',
      evidenceSha256: 'f'.repeat(64),
    };
    const reason = { reason: '暴雨受灾' };
    const { answer } = await maker.refused('relief-decree.register', input, reason);
    await admin.command('approval.approve', { id: answer.approval.id });
  };
  app.clock.set('2026-04-20T02:00:00Z');
  await decree('2026-1', OTHER_VILLAGE);
  await app
    .as('grid.manager')
    .command('customer.move', { id: lending.customer, gridId: small[0]?.id }, { reason: '搬家' });
  await worker.run('relief-decree.apply');
  const reached = () => app.owner('select loan_id from relief_loan');
  t.same(await reached(), []);
  app.clock.set('2026-04-21T02:00:00Z');
  await decree('2026-2', OTHER_VILLAGE.slice(0, 6));
  await worker.run('relief-decree.apply');
  t.equal((await reached()).length, 1, 'one that holds in both places does');
});
