import { test } from 'tap';
import { bench, csvOf, importFile, resultsOf, rowsOf } from './files.ts';

const WHY = { reason: '本人要求' };

test('erasing a person empties the row that told of the person', async (t) => {
  const b = await bench(t);
  const [mine = '', other = '', third = ''] = rowsOf(b.grid.code, { from: 0, rows: 3 });
  const made = await importFile(b, csvOf(mine, other, mine));
  const again = await importFile(b, csvOf(third, mine));
  t.match(again, { doneCount: 1, onFileCount: 1 });
  const [row] = await b.app.owner<{ customer: string }>(
    `select customer_id as customer from import_row where number = 2
     and import_id = (select id from import order by id limit 1)`,
  );
  const id = `customer_${row?.customer}`;
  const officer = b.app.as('data.protection.officer');
  const asked = { id, purpose: 'COMPLAINT', clear: true, toSubject: true };
  const { document } = await officer.command('privacy.export', asked, WHY);
  const states = document.importRows.map(({ state }: { state: string }) => state);
  t.same(states.toSorted(), ['DONE', 'DUPLICATE', 'ON_FILE']);
  for (const { cells } of document.importRows) t.match(cells, /张三/);
  const { body } = await officer.rest({
    method: 'POST',
    url: `/v1/customers/${id}/erase`,
    headers: { 'idempotency-key': id, 'if-match': '*', reason: encodeURIComponent(WHY.reason) },
    payload: { ground: 'SUBJECT_REQUEST' },
  });
  await b.app.as('administrator').command('approval.approve', { id: body.approval.id });
  const results = await resultsOf(b.manager, made.id);
  t.match(results[1], /^,,,,,2,DONE/);
  t.match(results[2], /^张三,/);
  t.match(results[3], /^,,,,,4,DUPLICATE/, 'what repeats it says no more');
  t.match((await resultsOf(b.manager, again.id))[2], /^,,,,,3,ON_FILE/);
});
