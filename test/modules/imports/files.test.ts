import { test } from 'tap';
import { testWorker } from '../../helpers/worker.ts';
import { sheet, strings, workbook, zip } from '../../kernel/bulk/archive.ts';
import {
  bench,
  csvOf,
  customerCount,
  HEADINGS,
  idNumberOf,
  importFile,
  importOf,
  resultsOf,
  rowsOf,
  send,
} from './files.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Text in GBK, through the reverse of its decoder. */
function inGbk(text: string): Buffer {
  const decoder = new TextDecoder('gbk');
  const codes = new Map<string, number[]>();
  for (let high = 0x81; high <= 0xfe; high += 1) {
    for (let low = 0x40; low <= 0xfe; low += 1) {
      codes.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
    }
  }
  return Buffer.from([...text].flatMap((each) => codes.get(each) ?? [each.charCodeAt(0)]));
}

test('a file in GBK says what it says in UTF-8', async (t) => {
  const b = await bench(t);
  const file = inGbk(csvOf(`欧阳建国,${idNumberOf(1)},,浩口镇三组,${b.grid.code}`));
  const made = await importFile(b, file);
  t.match(made, { doneCount: 1 });
  t.match((await resultsOf(b.manager, made.id))[1], /^欧阳建国,/);
  const { customers } = await b.manager.query('{ customers(first: 1) { nodes { nameMask } } }');
  t.equal(customers.nodes[0].nameMask, '欧阳**');
});

test('a spreadsheet is read like any other', async (t) => {
  const b = await bench(t);
  const cell = (at: string, text: string) =>
    `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const rows = [
    `<row r="1">${cell('A1', '姓名')}${cell('B1', 'idNumber')}${cell('C1', 'Grid')}</row>`,
    `<row r="3">${cell('A3', '李四')}${cell('B3', idNumberOf(3))}${cell('C3', b.grid.code)}</row>`,
  ];
  const made = await importFile(b, zip([workbook, strings(), sheet(rows.join(''))]), {
    type: XLSX,
  });
  t.match(made, { rowCount: 1, doneCount: 1 });
  t.match((await resultsOf(b.manager, made.id))[1], /,3,DONE/);
});

test('no cell of a result is a formula', async (t) => {
  const b = await bench(t);
  const file = csvOf(`"=HYPERLINK(""http://x"")",@x,+1,-2,${b.grid.code}`);
  const made = await importFile(b, file);
  t.match(made, { refusedCount: 1 });
  const [, row = ''] = await resultsOf(b.manager, made.id);
  t.match(row, /^"'=HYPERLINK\(""http:\/\/x""\)",'@x,'\+1,'-2,/);
});

test('what is no file of rows is refused, and leaves nothing', async (t) => {
  const b = await bench(t);
  const bomb = zip([workbook, sheet('<row/>'.repeat(2_000_000))]);
  const cases: [string | Buffer, object, string, number][] = [
    [bomb, { type: XLSX }, 'bulk.inflates', 422],
    [Buffer.from('d0cf11e0a1b11ae1', 'hex'), { type: XLSX }, 'bulk.format', 415],
    [zip([{ name: 'word/document.xml', data: 'x' }]), { type: XLSX }, 'bulk.format', 415],
    [Buffer.from([0xff, 0xfe, 0x41, 0x00]), {}, 'bulk.encoding', 422],
    ['{"a":1}', { type: 'application/json' }, 'input.media_type', 415],
    [csvOf(), {}, 'import.empty', 422],
    ['', {}, 'import.empty', 422],
    ['姓名,年龄\n张三,3', {}, 'bulk.header', 422],
    ['姓名,姓名\n张三,3', {}, 'bulk.header', 422],
    ['手机号\n138', {}, 'bulk.header', 422],
    [`${HEADINGS}\n${'长'.repeat(4_001)},,,,`, {}, 'bulk.too_large', 413],
    [csvOf('x'), { kind: 'nothing' }, 'import.kind_unknown', 404],
  ];
  for (const [file, how, code, status] of cases) {
    t.match(await send(b.manager, file, how), { status, body: { code } }, code);
  }
  const bare = await b.app.app.inject({ method: 'POST', url: '/v1/imports/roster' });
  t.equal(bare.statusCode, 401);
  const forbidden = await send(b.app.as('auditor'), csvOf('x'));
  t.match(forbidden, { status: 403, body: { code: 'auth.forbidden' } });
  const odd = await b.manager.rest({
    method: 'POST',
    url: '/v1/imports/roster?dryRun=yes',
    headers: { 'content-type': 'text/csv' },
    payload: csvOf('x'),
  });
  t.match(odd, { status: 400, body: { path: ['dryRun'] } });
  const [left] = await b.app.owner('select count(*)::int as rows from import');
  t.same(left, { rows: 0 });
});

test('progress is told as it happens, to the end', async (t) => {
  const b = await bench(t);
  const { body } = await send(b.manager, csvOf(...rowsOf(b.grid.code, { from: 0, rows: 600 })));
  await b.manager.command('import.start', { id: body.id });
  const following = b.manager.rest({ url: `/v1/imports/${body.id}/progress` });
  await b.worker.due();
  const { headers, text } = await following;
  t.match(headers['content-type'], /^text\/event-stream/);
  const events = text
    .split('\n\n')
    .filter((each) => each.startsWith('event: progress'))
    .map((each) => JSON.parse(each.split('data: ')[1] ?? ''));
  t.match(events[0], { status: 'RUNNING', rowCount: 600 });
  t.match(events.at(-1), { status: 'DONE', doneCount: 600 });
  const none = await b.manager.rest({ url: `/v1/imports/${body.id.slice(0, -3)}abc/progress` });
  t.equal(none.status, 404);
});

test('results are for whoever sent the file, for a purpose, on record', async (t) => {
  const b = await bench(t);
  const made = await importFile(b, csvOf(...rowsOf(b.grid.code, { from: 0, rows: 1 })));
  const url = `/v1/imports/${made.id}/results.csv`;
  t.match(await b.manager.rest({ url }), { status: 400, body: { path: ['purpose'] } });
  const other = await b.app.as('grid.officer').rest({ url: `${url}?purpose=FILE_KEEPING` });
  t.match(other, { status: 403, body: { code: 'import.not_yours' } });
  await b.manager.rest({ url: `${url}?purpose=FILE_KEEPING` });
  const facts = await b.app.owner(
    `select leaf ->> 'purpose' as purpose from (
       select convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry) entries
     where leaf ->> 'act' = 'import.results-read'`,
  );
  t.same(facts, [{ purpose: 'FILE_KEEPING' }]);
  const starting = await b.app.as('grid.officer').refused('import.start', { id: made.id });
  t.equal(starting.code, 'import.not_yours');
  const foreign = await b.app.as('other.grid.manager').rest({ url: `${url}?purpose=FILE_KEEPING` });
  t.equal(foreign.status, 404);
});

test('rows at rest are sealed, and shredded when their time is over', async (t) => {
  const b = await bench(t);
  const made = await importFile(b, csvOf(...rowsOf(b.grid.code, { from: 0, rows: 2 })));
  const open = await send(b.manager, csvOf(...rowsOf(b.grid.code, { from: 2, rows: 1 })));
  const [clear] = await b.app.owner(
    `select count(*)::int as rows from import_row where position($1::bytea in cells_cipher) > 0`,
    [Buffer.from(idNumberOf(0))],
  );
  t.same(clear, { rows: 0 });
  b.app.clock.set('2026-03-31T02:00:00Z');
  const worker = testWorker(t, b.app);
  await worker.run('import.shred-due');
  t.equal((await importOf(b.manager, made.id)).shreddedOn, null);
  b.app.clock.set('2026-04-01T02:00:00Z');
  await worker.run('import.shred-due');
  t.match(await importOf(b.manager, made.id), { shreddedOn: '2026-04-01', status: 'DONE' });
  t.match(await importOf(b.manager, open.body.id), { status: 'CANCELLED' });
  const url = `/v1/imports/${made.id}/results.csv?purpose=FILE_KEEPING`;
  t.match(await b.manager.rest({ url }), { status: 410, body: { code: 'object.erased' } });
  const [keys] = await b.app.owner(
    'select count(*)::int as left from subject_key where subject_id in (select id from import)',
  );
  t.same(keys, { left: 0 });
  t.equal(await customerCount(b), 2, 'what was done stays');
});
