import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { test } from 'tap';
import type { Job } from '../../../src/kernel/jobs/job.ts';
import { runImport } from '../../../src/modules/imports/run-job.ts';
import { testWorker } from '../../helpers/worker.ts';
import { bench, csvOf, importFile, importOf, rowsOf, send } from './files.ts';

const ROWS = 20_000;
const EVERY = 5;
const MIB = 1_048_576;
/** What lives after collecting, between one batch and a later one; all rows at once are far more. */
const LIVE_MIB = 12;
/** The process, with all that is not collected yet. */
const RESIDENT_MIB = 512;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

test('memory stays flat however many rows there are', async (t) => {
  const b = await bench(t);
  await importFile(b, csvOf(...rowsOf(b.grid.code, { from: 0, rows: 500 })));
  // A database that has just been made plans for empty tables.
  await b.app.owner('analyze');
  const { body } = await send(
    b.manager,
    csvOf(...rowsOf(b.grid.code, { from: 2_000, rows: ROWS })),
  );
  await b.manager.command('import.start', { id: body.id });
  const live: number[] = [];
  const before = process.memoryUsage.rss();
  let peak = before;
  let batches = 0;
  const watched: Job = {
    ...runImport,
    run: (context) =>
      runImport.run({
        ...context,
        async perform(command, input, part) {
          const done = await context.perform(command, input, part);
          batches += 1;
          peak = Math.max(peak, process.memoryUsage.rss());
          if (batches % EVERY === 0) {
            collect();
            live.push(process.memoryUsage().heapUsed);
          }
          return done;
        },
      }),
  };
  await testWorker(t, b.app, { jobs: [watched] }).due();
  t.match(await importOf(b.manager, body.id), { status: 'DONE', doneCount: ROWS });
  t.equal(live.length, ROWS / 500 / EVERY);
  const grown = (Math.max(...live) - (live[0] ?? 0)) / MIB;
  t.ok(grown < LIVE_MIB, `${grown.toFixed(1)} MiB more live`);
  const resident = (peak - before) / MIB;
  t.ok(resident < RESIDENT_MIB, `${resident.toFixed(0)} MiB more resident`);
});
