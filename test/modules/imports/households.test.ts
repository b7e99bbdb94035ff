import { test } from 'tap';
import { type Bench, bench, idNumberOf, importFile, resultsOf } from './files.ts';

const HEADINGS = '姓名,身份证号,网格编码,与户主关系,户主身份证号,所属农户编号,客户编号';
const ROWS_PER_BATCH = 500;

const head = (n: number, grid: string) => `王${n},${idNumberOf(n)},${grid},户主,${idNumberOf(n)},,`;
const member = (n: number, of: number, relationship = '配偶') =>
  `李${n},${idNumberOf(n)},,${relationship},${idNumberOf(of)},,`;

const PEOPLE = `select c.name_mask as home, count(*)::int as people from customer_member m
  join customer c on (c.institution_id, c.id) = (m.institution_id, m.customer_id)
  where m.left_on is null group by c.id, c.name_mask order by c.id`;
const people = async ({ app }: Bench) =>
  (await app.owner<{ people: number }>(PEOPLE)).map((each) => each.people);

test('people of a household come as rows, with their head or after it', async (t) => {
  const b = await bench(t);
  const grid = b.grid.code;
  const file = [
    HEADINGS,
    head(0, grid),
    member(1, 0, '妻'),
    member(2, 0, '长子'),
    head(3, grid),
    `赵六,${idNumberOf(9)},${grid},,,,H-9`,
    `赵七,${idNumberOf(10)},,女,,H-9,`,
    member(4, 40),
    `李5,${idNumberOf(5)},${grid},,${idNumberOf(3)},,`,
    `李6,,,女,${idNumberOf(3)},,`,
    `李7,${idNumberOf(7)},,邻居,${idNumberOf(3)},,`,
    member(2, 0),
  ];
  const made = await importFile(b, file.join('\n'));
  t.match(made, { doneCount: 7, refusedCount: 3, duplicateCount: 1 });
  const results = await resultsOf(b.manager, made.id);
  t.match(results[7], /,8,REFUSED,import.household_missing,headIdNumber/);
  t.match(results[8], /,9,REFUSED,import.cell_required,relationship/);
  t.match(results[9], /,10,DONE,import.unidentified,,已登记/);
  t.match(results[10], /,11,REFUSED,import.cell_unlisted,relationship/);
  t.same(await people(b), [3, 2, 2]);

  const later = [HEADINGS, ...file.slice(1, 4), member(8, 3, '母亲'), member(1, 3)];
  const again = await importFile(b, later.slice(0, 5).join('\n'));
  t.match(again, { doneCount: 1, onFileCount: 3 });
  const elsewhere = await importFile(b, [HEADINGS, member(1, 3)].join('\n'));
  t.match(elsewhere, { refusedCount: 1 });
  t.match((await resultsOf(b.manager, elsewhere.id))[1], /customer.member_elsewhere/);
  t.same(await people(b), [3, 3, 2]);
});

test('nobody is refused for the fault of another in the household', async (t) => {
  const b = await bench(t);
  const grid = b.grid.code;
  await importFile(b, [HEADINGS, head(0, grid)].join('\n'));
  const file = [
    HEADINGS,
    head(3, grid),
    member(4, 3),
    member(0, 3),
    `${'长'.repeat(70)}${member(5, 3).slice(2)}`,
  ];
  const made = await importFile(b, file.join('\n'));
  t.match(made, { doneCount: 2, refusedCount: 2 });
  const results = await resultsOf(b.manager, made.id);
  t.match(results[3], /REFUSED,customer.member_elsewhere/);
  t.match(results[4], /REFUSED,input.invalid,name/);
  t.same(await people(b), [1, 2]);
});

test('a household on the edge of a batch is not cut in two, in a trial either', async (t) => {
  const b = await bench(t);
  const heads = Array.from({ length: ROWS_PER_BATCH - 2 }, (_, n) => head(n, b.grid.code));
  const last = [head(2_000, b.grid.code), member(2_001, 2_000), member(2_002, 2_000)];
  const file = [HEADINGS, ...heads, ...last].join('\n');
  t.match(await importFile(b, file, { dryRun: true }), { doneCount: ROWS_PER_BATCH + 1 });
  t.match(await importFile(b, file), { doneCount: ROWS_PER_BATCH + 1, refusedCount: 0 });
});
