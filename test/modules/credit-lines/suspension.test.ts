import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { bring, EVIDENCE, openLending } from '../loans/lending.ts';
import { grant, statusOf } from './granted.ts';

test('whoever is overdue at other banks draws no further on the line of this one', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const line = await grant(app, lending.customerKey, 20_000);
  const record = (more: object) =>
    app.as('risk.officer').command('loan.record-class-ground', {
      id: loan,
      since: '2026-03-02',
      explanation: '征信报告显示',
      evidenceSha256: EVIDENCE,
      ...more,
    });
  await record({ code: 'USE_CHANGED' });
  t.equal(await statusOf(app, line), 'ACTIVE GRANTED');
  await record({ code: 'DEBTS_ELSEWHERE', percent: '12.00' });
  t.equal(await statusOf(app, line), 'SUSPENDED OVERDUE_ELSEWHERE');
});
