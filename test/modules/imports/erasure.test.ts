import { test } from 'tap';
import { bench, csvOf, importFile, resultsOf, rowsOf } from './files.ts';

const WHY = { reason: '本人要求' };

test('erasing a person empties the row that told of the person', async (t) => {
  const b = await bench(t);
  const made = await importFile(b, csvOf(...rowsOf(b.grid.code, { from: 0, rows: 2 })));
  const [row] = await b.app.owner<{ customer: string }>(
    'select customer_id as customer from import_row where number = 2',
  );
  const id = `customer_${row?.customer}`;
  const officer = b.app.as('data.protection.officer');
  const asked = { id, purpose: 'COMPLAINT', clear: true, toSubject: true };
  const { document } = await officer.command('privacy.export', asked, WHY);
  t.match(document.importRows, [{ number: 2, state: 'DONE', cells: /张三/ }]);
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
});
