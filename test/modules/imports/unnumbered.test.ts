import { test } from 'tap';
import { type Bench, bench, idNumberOf, importFile, resultsOf } from './files.ts';

const HEADINGS = '姓名,身份证号,网格编码,与户主关系,户主身份证号,客户编号';
const HEAD = 0;
const head = (grid: string) => `王大,${idNumberOf(HEAD)},${grid},户主,,`;
const member = (name: string, relationship: string, number = '') =>
  `${name},${number},,${relationship},${idNumberOf(HEAD)},`;
const file = (...lines: string[]): string => [HEADINGS, ...lines].join('\n');

const MEMBERS = `query { customers(first: 9) { nodes { id members(first: 9) { nodes {
  id relationship head identified idNumberMask } } } } }`;

async function household({ manager }: Bench) {
  const { customers } = await manager.query(MEMBERS);
  const [home] = customers.nodes;
  const members: { id: string; relationship: string; identified: boolean }[] = home.members.nodes;
  return { id: home.id, others: members.filter(({ relationship }) => relationship !== 'SELF') };
}

test('a roster names people without a number, who are taken in once and identified later', async (t) => {
  const b = await bench(t);
  const son = member('王小', '长子');
  const first = file(head(b.grid.code), son, member('李 梅', '妻'), member('王小', '儿子'));
  const made = await importFile(b, first);
  t.match(made, { doneCount: 3, duplicateCount: 1, refusedCount: 0 });
  const results = await resultsOf(b.manager, made.id);
  t.match(results[2], /,3,DONE,import.unidentified,,/);
  t.match(results[4], /,5,DUPLICATE,import.duplicate_row,/);
  const { others } = await household(b);
  t.same(
    others.map(({ identified }) => identified),
    [false, false],
  );

  const again = await importFile(b, file(head(b.grid.code), son, member('王幼', '女')));
  t.match(again, { onFileCount: 2, doneCount: 1 }, 'nobody is taken in twice');

  const known = await importFile(b, file(member('李梅', '配偶', idNumberOf(1)), son));
  t.match(known, { doneCount: 1, onFileCount: 1 });
  const after = await household(b);
  t.equal(after.others.length, 3, 'the number found whom it belongs to');
  t.match(
    after.others.find(({ relationship }) => relationship === 'SPOUSE'),
    { identified: true, idNumberMask: /\*/ },
  );
  t.match(await importFile(b, file(member('李梅', '妻'))), { onFileCount: 1 });
});

test('an officer identifies a member, and a number of somebody else is refused', async (t) => {
  const b = await bench(t);
  await importFile(b, file(head(b.grid.code), member('王小', '长子'), member('王幼', '女')));
  const { id, others } = await household(b);
  const [one, other] = others;
  const command = 'customer.identify-member';
  const identity = { id, memberId: one?.id, idNumber: idNumberOf(2) };
  t.match(await b.manager.refused(command, { ...identity, idNumber: '123' }), {
    code: 'customer.id_number_invalid',
  });
  await b.manager.command(command, identity);
  t.match(await b.manager.refused(command, identity), { code: 'customer.member_identified' });
  t.match(await b.manager.refused(command, { ...identity, memberId: other?.id }), {
    code: 'customer.member_elsewhere',
  });
  const stranger = { ...identity, memberId: 'member_00000000-0000-7000-8000-000000000001' };
  t.match(await b.manager.refused(command, stranger), { status: 404 });
});
