import pg from 'pg';
import { test } from 'tap';
import { refuse } from '../../../src/kernel/errors.ts';
import { QUEUE_REVISION } from '../../../src/kernel/jobs/install.ts';
import type { Job } from '../../../src/kernel/jobs/job.ts';
import { type JobRunner, startRunner } from '../../../src/kernel/jobs/runner.ts';
import { SYSTEM_CODE } from '../../../src/kernel/jobs/system-actor.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';

const RUNS = `{ jobRuns(first: 20) { nodes {
  job status occasion businessDate attempts counts errorCode requestedBy { code } } } }`;

const runsOf = async (app: TestApp, person = 'auditor') =>
  (await app.as(person).query(RUNS)).jobRuns.nodes;

const jobNamed = (name: string, run: Job['run']): Job => ({
  name,
  title: { en: 'A job of a test', zh: '测试作业' },
  kinds: ['BANK'],
  commands: ['outlet.open'],
  run,
});

const leavesBy = (app: TestApp, client: string) =>
  app.owner<{ act: string; reason: string; institution_id: string }>(
    `select institution_id, leaf ->> 'act' as act,
       (select reason from journal_reason where id = (leaf ->> 'id')::uuid) as reason from (
       select institution_id, id, convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry) entries
     where leaf -> 'actor' ->> 'client' = $1 order by id`,
    [client],
  );

test('the queue’s schema is the one this program knows, and installing again changes nothing', async (t) => {
  const app = await testApp(t);
  const [row] = await app.owner('select max(id) as revision from graphile_worker.migrations');
  t.same(row, { revision: QUEUE_REVISION });
});

test('a job runs once for each institution and business date', async (t) => {
  const app = await testApp(t);
  const worker = testWorker(t, app);
  await worker.run('idempotency.purge');
  t.match(await runsOf(app), [
    {
      job: 'idempotency.purge',
      status: 'DONE',
      occasion: '2026-03-02',
      businessDate: '2026-03-02',
      attempts: 1,
      counts: { purged: 0 },
      requestedBy: null,
    },
  ]);
  t.equal((await runsOf(app, 'other.administrator')).length, 1, 'each sees its own');
  const [{ institutions } = { institutions: 0 }] = await app.owner(
    'select count(*)::int as institutions from job_run',
  );
  t.equal(institutions, 3, 'two banks and the operator');
  await worker.run('idempotency.purge');
  t.equal((await leavesBy(app, 'urn:jingtian:jobs')).length, 6, 'a person and a fact for each');
  app.clock.set('2026-03-02T16:00:00Z');
  await worker.run('idempotency.purge');
  t.same(
    (await runsOf(app)).map((run: { businessDate: string }) => run.businessDate),
    ['2026-03-02', '2026-03-03'],
    'midnight is China’s',
  );
});

test('old keys are forgotten, and young ones are not', async (t) => {
  const app = await testApp(t);
  const administrator = app.as('administrator');
  const open = (key: string, code: string) =>
    administrator.command(
      'outlet.open',
      {
        code,
        name: code,
        level: 'FIRST_BRANCH',
        parentId: `outlet_${app.world.outletId}`,
      },
      { key },
    );
  await open('old', 'A1');
  await open('young', 'A2');
  // The last moment before the day thirty days ago, and its first one.
  await app.owner(`update idempotency set created_at = case key
    when 'old' then timestamptz '2026-01-30 23:59:59+08' else timestamptz '2026-01-31 00:00:00+08' end`);
  await testWorker(t, app).run('idempotency.purge');
  const kept = await app.owner(`select key from idempotency where client_id = 'administrator'`);
  t.same(kept, [{ key: 'young' }]);
  t.match(await runsOf(app), [{ counts: { purged: 1 } }]);
  await t.rejects(
    app.owner(`select purge_idempotency(now() - interval '23 hours', 10)`),
    /kept for a day/,
  );
});

test('a job has the commands it declares and no others', async (t) => {
  const app = await testApp(t);
  const errors: unknown[] = [];
  const undeclared = jobNamed('test.undeclared', async ({ perform }) => {
    await perform('person.register', { code: 'x', name: 'x' }).catch((error) => errors.push(error));
    return {};
  });
  await testWorker(t, app, { jobs: [undeclared] }).run('test.undeclared');
  t.match(errors, [/declares no person.register/, /declares no person.register/]);
});

test('a run that failed is written down, tried again, and goes on where it stopped', async (t) => {
  const app = await testApp(t);
  let broken = true;
  const opening = jobNamed('test.opening', async ({ perform, institutionId }) => {
    if (institutionId !== app.world.bankId) return {};
    const parentId = `outlet_${app.world.outletId}`;
    const outlet = (code: string) => ({ code, name: code, level: 'FIRST_BRANCH', parentId });
    await perform('outlet.open', outlet('T1'), '1');
    if (broken) throw refuse('object.conflict');
    await perform('outlet.open', outlet('T2'), '2');
    return { opened: 2 };
  });
  const worker = testWorker(t, app, { jobs: [opening] });
  await worker.run('test.opening');
  const failed = { job: 'test.opening', status: 'FAILED', errorCode: 'object.conflict' };
  t.match(await runsOf(app), [{ ...failed, attempts: 1, counts: {} }]);
  const [queued] = await app.owner<{ last_error: string; pause: number }>(
    `select last_error, extract(epoch from run_at - now())::int as pause
     from graphile_worker._private_jobs where last_error is not null`,
  );
  t.equal(queued?.last_error, 'object.conflict', 'the queue keeps the code and no more');
  t.ok(queued && queued.pause > 0, 'it waits before it tries again');
  broken = false;
  await app.owner('update graphile_worker._private_jobs set run_at = now()');
  await worker.due();
  t.match(await runsOf(app), [{ status: 'DONE', attempts: 2, counts: { opened: 2 } }]);
  const opened = (await leavesBy(app, 'urn:jingtian:jobs')).filter(
    ({ act }) => act === 'outlet.opened',
  );
  t.equal(opened.length, 2, 'and does nothing twice');
  t.match(opened[0]?.reason, /测试作业/);
});

test('a fault leaves its code in the record, its words in the log alone', async (t) => {
  const app = await testApp(t);
  const faulty = jobNamed('test.faulty', async () => {
    throw new Error('欧阳建国');
  });
  await testWorker(t, app, { jobs: [faulty] }).run('test.faulty');
  t.match(await runsOf(app), [{ status: 'FAILED', errorCode: 'server.fault' }]);
  const [left] = await app.owner(
    `select count(*)::int as rows from graphile_worker._private_jobs where last_error ~ '欧阳'`,
  );
  t.same(left, { rows: 0 });
});

test('a person who may runs a job now; approval policies do not hold jobs up', async (t) => {
  const app = await testApp(t);
  const administrator = app.as('administrator');
  await administrator.command('approval.set-policy', { command: 'grid.apply-due' });
  const { run } = await administrator.command('job.run', { job: 'grid.apply-due' });
  t.match(await runsOf(app), [{ status: 'QUEUED', requestedBy: { code: 'administrator' } }]);
  await testWorker(t, app).due();
  const done = { status: 'DONE', attempts: 1, counts: { applied: 0 }, occasion: run.slice(7) };
  t.match(await runsOf(app), [done]);
  t.match(await administrator.refused('job.run', { job: 'grid.unheard-of' }), {
    code: 'object.not_found',
    path: ['job'],
  });
  const byOperator = await app.as('grid.officer').refused('job.run', { job: 'grid.apply-due' });
  t.equal(byOperator.code, 'auth.forbidden');
});

test('the system person is nobody’s login', async (t) => {
  const app = await testApp(t);
  await testWorker(t, app).run('idempotency.purge');
  const [person] = await app.owner<{ id: string; kind: string }>(
    'select id, kind from person where institution_id = $1 and code = $2',
    [app.world.bankId, SYSTEM_CODE],
  );
  t.equal(person?.kind, 'SYSTEM');
  const administrator = app.as('administrator');
  const login = { id: `person_${person?.id}`, issuer: 'urn:jingtian:test', subject: 'me' };
  t.match(await administrator.refused('person.link-login', login), {
    code: 'person.is_the_system',
  });
  const taken = { code: SYSTEM_CODE, name: '张三', kind: 'HUMAN' };
  t.equal((await administrator.refused('person.register', taken)).status, 409);
});

test('the worker’s login has the API’s rights and the queue’s, no more', async (t) => {
  const app = await testApp(t);
  const as = async (url: string, text: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  const api = app.database.pipeline;
  const denied = { code: '42501' };
  await t.rejects(api.run({ text: 'select * from job_institutions()', values: [] }), denied);
  await t.rejects(
    api.run({ text: 'select * from graphile_worker._private_jobs', values: [] }),
    denied,
  );
  t.equal((await as(app.workerUrl, 'select * from job_institutions()')).length, 3);
  t.same(await as(app.workerUrl, 'select code from institution'), [], 'tenancy holds');
  await t.rejects(as(app.workerUrl, 'delete from idempotency'), denied);
  await t.rejects(as(app.workerUrl, 'create table graphile_worker.x ()'), denied);
  await t.rejects(as(app.workerUrl, 'delete from graphile_worker.migrations'), denied);
  await t.rejects(
    api.run({ text: `select queue_job('a.b', 'x', '2026-01-01')`, values: [] }),
    /there is none/,
  );
});

test('what a dead worker had taken is given back', async (t) => {
  const app = await testApp(t);
  const ran = Promise.withResolvers<void>();
  const job = jobNamed('test.orphan', async () => {
    ran.resolve();
    return {};
  });
  const worker = testWorker(t, app, { jobs: [job] });
  await app.owner(`select graphile_worker.add_job('test.orphan')`);
  await app.owner(`update graphile_worker._private_jobs
    set locked_by = 'pool-gone', locked_at = now() - interval '1 minute'`);
  await worker.due();
  t.same(await runsOf(app), [], 'nobody takes it');
  await app.owner(`select graphile_worker.add_job('worker.beat')`);
  await worker.due();
  await worker.due();
  await ran.promise;
  t.match(await runsOf(app), [{ job: 'test.orphan', status: 'DONE' }]);
});

test('what a living worker is at is left to it', async (t) => {
  const app = await testApp(t);
  const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let runs = 0;
  const job = jobNamed('test.long', async ({ institutionId }) => {
    if (institutionId !== app.world.bankId) return {};
    runs += 1;
    begun.resolve();
    await go.promise;
    return {};
  });
  const worker = testWorker(t, app, { jobs: [job] });
  let runner: JobRunner | undefined;
  t.teardown(() => runner?.stop());
  runner = await startRunner({ ...worker.options, concurrency: 1 });
  await app.owner(`select graphile_worker.add_job('test.long')`);
  await begun.promise;
  await app.owner(`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute'
    where locked_at is not null`);
  await app.owner(`select graphile_worker.add_job('worker.beat')`);
  await worker.due();
  t.equal(runs, 1);
  go.resolve();
  await runner.stop();
  runner = undefined;
  const own = (await runsOf(app)).filter((run: { job: string }) => run.job === 'test.long');
  t.match(own, [{ status: 'DONE', attempts: 1 }]);
});
