import { test } from 'tap';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/index.ts';
import { testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { HEAD } from '../customers/households.ts';
import { openRatable } from './ratable.ts';

/** The sample without what no file answers. */
const { inputs, ...rest } = sampleHouseholdScorecard;
const UNANSWERED = new Set(['HAS_BAD_LOAN', 'JUDGMENT_DEFAULTER']);
const content = {
  ...rest,
  code: 'FILE_ONLY',
  inputs: inputs.filter(({ code }) => !UNANSWERED.has(code)),
  vetoes: [],
};

const RATED = `select r.status, p.code as by from rating r
  join person p on (p.institution_id, p.id) = (r.institution_id, r.rated_by) order by r.status`;

test('a job rates the whole county, and nobody twice', async (t) => {
  const app = await testApp(t);
  const { manager, household } = await openRatable(app);
  const administrator = app.as('administrator');
  await administrator.command('scorecard.publish', { content, validFrom: '2026-03-02' });
  await household({ idNumber: HEAD });
  const grey = await household({});
  const screening = { id: grey, screening: 'GREY', screeningReason: 'LITIGATION' };
  await manager.command('customer.screen', screening, { reason: '诉讼' });
  const { customer: unasked } = await manager.command('customer.register', {
    kind: 'HOUSEHOLD',
    name: '某户',
    areaCode: '429005106201',
  });
  t.ok(unasked);
  const worker = testWorker(t, app);
  const counts = async () => {
    await administrator.command('job.run', { job: 'rating.rate-county' });
    await worker.due();
    const [run] = await app.owner<{ status: string; counts: object }>(
      `select status, counts from job_run where job = 'rating.rate-county'
       order by id desc limit 1`,
    );
    return run;
  };
  t.match(await counts(), {
    status: 'DONE',
    counts: { rated: 1, awaiting: 1, upToDate: 0, notRated: 1 },
  });
  t.same(await app.owner(RATED), [
    { status: 'AWAITING_DECISION', by: 'system.jobs' },
    { status: 'EFFECTIVE', by: 'system.jobs' },
  ]);
  t.match(await counts(), { counts: { rated: 0, awaiting: 0, upToDate: 1, notRated: 2 } });
});
