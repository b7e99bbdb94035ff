import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import type { Job } from '../../../src/kernel/jobs/job.ts';
import { runImport } from '../../../src/modules/imports/run-job.ts';
import { TEST_KEY } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { bench, csvOf, customerCount, importOf, rowsOf, send } from './files.ts';

const AGAIN = 'update graphile_worker._private_jobs set run_at = now()';

test('a run that dies between doing and recording records what was done, once', async (t) => {
  const b = await bench(t);
  const { body } = await send(b.manager, csvOf(...rowsOf(b.grid.code, { from: 0, rows: 1_100 })));
  await b.manager.command('import.start', { id: body.id });
  let records = 0;
  const dying: Job = {
    ...runImport,
    run: (context) =>
      runImport.run({
        ...context,
        async perform(command, input, part) {
          records += 1;
          if (records === 2) throw new Error('killed');
          return context.perform(command, input, part);
        },
      }),
  };
  await testWorker(t, b.app, { jobs: [dying] }).due();
  t.match(await importOf(b.manager, body.id), { status: 'RUNNING', doneCount: 500 });
  t.ok((await customerCount(b)) >= 1_000, 'the second batch is done, and not recorded');
  await b.app.owner(AGAIN);
  await b.worker.due();
  const done = { status: 'DONE', doneCount: 1_100, onFileCount: 0, refusedCount: 0 };
  t.match(await importOf(b.manager, body.id), done);
  t.equal(await customerCount(b), 1_100);
});

const WORK = fileURLToPath(new URL('../../../src/bin/work.ts', import.meta.url));
const ROWS = 4_000;

test('a worker that is killed in the middle leaves nothing doubled and nothing out', async (t) => {
  const b = await bench(t);
  const { body } = await send(b.manager, csvOf(...rowsOf(b.grid.code, { from: 0, rows: ROWS })));
  await b.manager.command('import.start', { id: body.id });
  const child = spawn(process.execPath, [WORK], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      WORKER_DATABASE_URL: b.app.workerUrl,
      KEY_ENCRYPTION_KEY: TEST_KEY.toString('base64'),
    },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  t.teardown(() => child.kill('SIGKILL'));
  while ((await customerCount(b)) === 0 && child.exitCode === null) await pause(10);
  child.kill('SIGKILL');
  await exited;
  const { status } = await importOf(b.manager, body.id);
  t.equal(status, 'RUNNING', 'it was in the middle');
  await b.app.owner(`select graphile_worker.force_unlock_workers(
    array(select locked_by from graphile_worker._private_jobs where locked_by is not null))`);
  await b.app.owner(AGAIN);
  await b.worker.due();
  const done = { status: 'DONE', doneCount: ROWS, onFileCount: 0, refusedCount: 0 };
  t.match(await importOf(b.manager, body.id), done);
  t.equal(await customerCount(b), ROWS);
});

test('a killed run is gone on with, though what its rows name has changed since', async (t) => {
  const b = await bench(t);
  const { body } = await send(b.manager, csvOf(...rowsOf(b.grid.code, { from: 0, rows: 20 })));
  await b.manager.command('import.start', { id: body.id });
  const dying: Job = {
    ...runImport,
    run: (context) =>
      runImport.run({ ...context, perform: () => Promise.reject(new Error('killed')) }),
  };
  await testWorker(t, b.app, { jobs: [dying] }).due();
  t.equal(await customerCount(b), 20);
  await b.app.owner(`update grid set valid_to = current_date where code = $1`, [b.grid.code]);
  await b.app.owner(AGAIN);
  await b.worker.due();
  t.match(await importOf(b.manager, body.id), { status: 'DONE', doneCount: 20, refusedCount: 0 });
  t.equal(await customerCount(b), 20);
});

const MANY = 1_700;

test('a cancelled import stops where it is, and the file may be sent anew', async (t) => {
  const b = await bench(t);
  const file = csvOf(...rowsOf(b.grid.code, { from: 0, rows: MANY }));
  const { body } = await send(b.manager, file);
  await b.manager.command('import.start', { id: body.id });
  const stopping: Job = {
    ...runImport,
    run: (context) =>
      runImport.run({
        ...context,
        async perform(command, input, part) {
          const done = await context.perform(command, input, part);
          if (part === '2') await b.manager.command('import.cancel', { id: body.id });
          return done;
        },
      }),
  };
  await testWorker(t, b.app, { jobs: [stopping] }).due();
  const stopped = await importOf(b.manager, body.id);
  t.equal(stopped.status, 'CANCELLED');
  // One more batch was under way.
  t.ok([500, 1_000].includes(stopped.doneCount));
  const again = await send(b.manager, file);
  t.not(again.body.id, body.id);
  await b.manager.command('import.start', { id: again.body.id });
  await b.worker.due();
  const { doneCount: onFileCount } = stopped;
  const rest = { doneCount: MANY - onFileCount, onFileCount };
  t.match(await importOf(b.manager, again.body.id), rest);
  t.equal(await customerCount(b), MANY);
});

test('rights are those of the moment a batch is done at', async (t) => {
  const b = await bench(t);
  const { body } = await send(b.manager, csvOf(...rowsOf(b.grid.code, { from: 0, rows: MANY })));
  await b.manager.command('import.start', { id: body.id });
  const losing: Job = {
    ...runImport,
    run: (context) =>
      runImport.run({
        ...context,
        async perform(command, input, part) {
          await b.app.owner(
            `update role set permissions = array_remove(permissions, 'customer.register')`,
          );
          return context.perform(command, input, part);
        },
      }),
  };
  await testWorker(t, b.app, { jobs: [losing] }).due();
  const { status, doneCount, refusedCount } = await importOf(b.manager, body.id);
  t.equal(status, 'DONE');
  // The first batch, and one that was under way beside it; every later one asks anew.
  t.ok([500, 1_000].includes(doneCount));
  t.equal(doneCount + refusedCount, MANY);
  t.equal(await customerCount(b), doneCount);
});

test('a policy of approval holds for rows as it does by hand', async (t) => {
  const b = await bench(t);
  await b.app.as('administrator').command('approval.set-policy', { command: 'customer.register' });
  const { body } = await send(b.manager, csvOf(...rowsOf(b.grid.code, { from: 0, rows: 2 })));
  await b.manager.command('import.start', { id: body.id });
  await b.worker.due();
  t.match(await importOf(b.manager, body.id), { status: 'DONE', doneCount: 0, waitingCount: 2 });
  t.equal(await customerCount(b), 0);
  const [request] = await b.app.owner<{ maker: string; rows: number }>(
    'select maker_id as maker, count(*) over ()::int as rows from approval_request',
  );
  t.same(request, { maker: b.app.world.people['grid.manager'], rows: 1 });
});
