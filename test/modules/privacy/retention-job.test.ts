import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { registerHousehold } from './agreements.ts';

test('files closed long ago are erased by the daily job, as the system', async (t) => {
  const app = await testApp(t);
  const { customer } = await registerHousehold(app);
  await app.owner(
    `update customer set status = 'CLOSED', closed_on = '2026-03-01', close_reason = 'MOVED_AWAY'`,
  );
  const worker = testWorker(t, app);
  const status = async () =>
    (await app.owner<{ status: string }>('select status from customer'))[0]?.status;
  app.clock.set('2031-02-28T02:00:00Z');
  await worker.run('privacy.apply-retention');
  t.equal(await status(), 'CLOSED', 'not a day early');
  app.clock.set('2031-03-01T02:00:00Z');
  await worker.run('privacy.apply-retention');
  t.equal(await status(), 'ERASED');
  t.same(await app.owner('select 1 from subject_key'), []);
  const { erasures } = await app
    .as('auditor')
    .query(`{ erasures(first: 2) { nodes { outcome ground customer { id } erasedBy { code } } } }`);
  t.same(erasures.nodes, [
    {
      outcome: 'ERASED',
      ground: 'RETENTION_ENDED',
      customer: { id: customer },
      erasedBy: { code: 'system.jobs' },
    },
  ]);
  const { jobRuns } = await app
    .as('auditor')
    .query('{ jobRuns(first: 5) { nodes { job counts } } }');
  t.match(jobRuns.nodes, [{ counts: { applied: 0 } }, { counts: { applied: 1 } }]);
});
