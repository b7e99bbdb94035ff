import { test } from 'tap';
import { bench, csvOf, importFile, importOf, rowsOf, send } from './files.ts';

const ROWS = 20_000;
const MIB = 1_048_576;
/** Rows come and go a batch at a time: all at once, parsed and sealed, they are several times this. */
const BOUND_MIB = 160;

test('twenty thousand rows take no more memory than a batch of them', async (t) => {
  const b = await bench(t);
  await importFile(b, csvOf(...rowsOf(b.grid.code, { from: 0, rows: 1_500 })));
  const file = csvOf(...rowsOf(b.grid.code, { from: 2_000, rows: ROWS }));
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  try {
    const { body } = await send(b.manager, file);
    await b.manager.command('import.start', { id: body.id });
    await b.worker.due();
    t.match(await importOf(b.manager, body.id), { status: 'DONE', doneCount: ROWS });
    const url = `/v1/imports/${body.id}/results.csv?purpose=FILE_KEEPING`;
    const { text } = await b.manager.rest({ url });
    t.equal(text.trimEnd().split('\r\n').length, ROWS + 1);
  } finally {
    clearInterval(sampling);
  }
  const grown = Math.round((peak - before) / MIB);
  t.ok(grown < BOUND_MIB, `${grown} MiB`);
  t.comment(`${grown} MiB`);
});
