import { test } from 'tap';
import { OTHER_VILLAGE } from '../grids/territory.ts';
import { enlistPeople } from '../staff/field.ts';
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

test('a roster is sent, started, worked off, and says what became of every row', async (t) => {
  const b = await bench(t);
  const { app, manager, grid } = b;
  const [first = '', second = '', third = ''] = rowsOf(grid.code, { from: 0, rows: 3 });
  const file = csvOf(
    first,
    second,
    third,
    first,
    `王五,123,,,${grid.code}`,
    `王五,,13800000000,,${grid.code}`,
    `,${idNumberOf(9)},,,${grid.code}`,
    `王五,${idNumberOf(10)},,,NOWHERE`,
    `${'长'.repeat(70)},${idNumberOf(11)},,,${grid.code}`,
  );
  const { status, body } = await send(manager, file);
  t.equal(status, 200, JSON.stringify(body));
  t.match(body, { kind: 'ROSTER', status: 'READY', rowCount: 9, duplicateCount: 1, doneCount: 0 });
  t.equal(await customerCount(b), 0, 'nothing is done before it is started');
  await manager.command('import.start', { id: body.id });
  await b.worker.due();
  const done = { status: 'DONE', doneCount: 3, refusedCount: 5, duplicateCount: 1, onFileCount: 0 };
  t.match(await importOf(manager, body.id), done);
  t.equal(await customerCount(b), 3);
  const results = await resultsOf(manager, body.id);
  t.equal(results[0], `${HEADINGS},行号 row,结果 state,代码 code,列 column,说明,message`);
  t.match(results[1], new RegExp(`^${first},2,DONE,,,,$`));
  t.match(results[4], /,5,DUPLICATE,import.duplicate_row,,文件前面/);
  t.match(results[5], /,6,REFUSED,customer.id_number_invalid,idNumber,/);
  t.match(results[6], /,7,REFUSED,import.key_missing,idNumber,/);
  t.match(results[7], /,8,REFUSED,import.cell_required,name,/);
  t.match(results[8], /,9,REFUSED,object.not_found,gridCode,/);
  t.match(results[9], /,10,REFUSED,input.invalid,name,/);
  const facts = await app.owner<{ person: string; client: string }>(
    `select leaf -> 'actor' ->> 'person' as person, leaf -> 'actor' ->> 'client' as client from (
       select convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry) entries
     where leaf ->> 'act' = 'customer.registered'`,
  );
  const mine = { person: app.world.people['grid.manager'], client: 'urn:jingtian:jobs' };
  t.same(facts, [mine, mine, mine], 'done as whoever sent it, by the jobs');
});

test('the same file again is the same import, and what is on file is not doubled', async (t) => {
  const b = await bench(t);
  const rows = rowsOf(b.grid.code, { from: 0, rows: 5 });
  const made = await importFile(b, csvOf(...rows));
  t.match(made, { status: 'DONE', doneCount: 5 });
  const again = await send(b.manager, csvOf(...rows));
  t.match(again.body, { id: made.id, status: 'DONE', doneCount: 5 });
  const longer = csvOf(...rows, ...rowsOf(b.grid.code, { from: 5, rows: 2 }));
  t.match(await importFile(b, longer), { doneCount: 2, onFileCount: 5, refusedCount: 0 });
  t.equal(await customerCount(b), 7);
  t.match(await b.manager.refused('import.start', { id: made.id }), { code: 'import.state' });
  t.equal((await b.manager.refused('import.cancel', { id: made.id })).code, 'import.state');
});

test('a dry run tells what would be, and keeps nothing', async (t) => {
  const b = await bench(t);
  const file = csvOf(...rowsOf(b.grid.code, { from: 0, rows: 3 }), `王五,123,,,${b.grid.code}`);
  const tried = await importFile(b, file, { dryRun: true });
  t.match(tried, { dryRun: true, status: 'DONE', doneCount: 3, refusedCount: 1 });
  t.equal(await customerCount(b), 0);
  t.match((await resultsOf(b.manager, tried.id))[4], /customer.id_number_invalid/);
  const real = await importFile(b, file);
  t.not(real.id, tried.id);
  t.match(real, { dryRun: false, doneCount: 3 });
  const twice = await importFile(b, file, { dryRun: true });
  t.not(twice.id, tried.id, 'another trial finds what has changed');
  t.match(twice, { doneCount: 0, onFileCount: 3 });
});

test('a row beyond the sender’s territory is refused as that row', async (t) => {
  const b = await bench(t);
  const [person] = await enlistPeople(b.app, ['zhang']);
  const assignment = { gridId: b.grid.id, personId: person?.person, role: 'PRIMARY' };
  await b.manager.command('staff.assign', assignment, { reason: '新建网格' });
  const officer = { ...b, manager: b.app.as('zhang') };
  const [inside = '', far = '', village = ''] = rowsOf(b.grid.code, { from: 0, rows: 3 });
  const elsewhere = far.replace(b.grid.code, b.grid.code.slice(0, -1));
  const file = [`${HEADINGS},村（社区）代码`, `${inside},`, `${elsewhere},`];
  file.push(`${village.replace(b.grid.code, '')},${OTHER_VILLAGE}`);
  const made = await importFile(officer, file.join('\n'));
  t.match(made, { doneCount: 1, refusedCount: 2 });
  const results = await resultsOf(officer.manager, made.id);
  t.match(results[2], /REFUSED,object.not_found,gridCode/);
  t.match(results[3], /REFUSED,object.not_found,areaCode/);
});
